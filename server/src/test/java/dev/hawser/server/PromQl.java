package dev.hawser.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks the words of an expression for Prometheus up: metrics, labels, functions and variables that do not exist are problems, and brackets that do not match. */
final class PromQl {

    private static final Set<String> FUNCTIONS = Set.of(
            "sum",
            "min",
            "max",
            "avg",
            "count",
            "rate",
            "increase",
            "changes",
            "histogram_quantile",
            "predict_linear",
            "label_values");
    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    /** What Prometheus itself adds, or shows. */
    private static final Set<String> OWN_LABELS = Set.of("job", "instance");

    private static final Set<String> OWN_METRICS = Set.of("up");

    private static final Set<String> VARIABLES = Set.of("$instance", "$database", "$__rate_interval");

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|([a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(\\d+(?:\\.\\d+)?[a-z]*|\\$\\w+)"
            + "|(=~|!~|!=|==|>=|<=|[-+*/%^<>={}()\\[\\],:]))");

    private final Map<String, Set<String>> metrics;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> usedLabels = new TreeSet<>();
    private final Set<String> known = new TreeSet<>(OWN_LABELS);

    private PromQl(Map<String, Set<String>> metrics) {
        this.metrics = metrics;
    }

    /**
     * What is wrong with an expression.
     *
     * @param metrics the labels of each metric there is
     * @param alsoLabels labels that what is written beside the expression uses
     */
    static List<String> problems(String expression, Map<String, Set<String>> metrics, Set<String> alsoLabels) {
        PromQl check = new PromQl(metrics);
        check.split(expression);
        check.walk();
        check.usedLabels.addAll(alsoLabels);
        check.usedLabels.removeAll(check.known);
        check.usedLabels.forEach(label -> check.problems.add("unknown label " + label));
        return check.problems;
    }

    private void split(String expression) {
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
            matcher.region(end, expression.length());
        }
        if (!expression.substring(end).isBlank()) {
            problems.add("not understood: " + expression.substring(end));
        }
    }

    private String at(int index) {
        return index < tokens.size() ? tokens.get(index) : "";
    }

    private void walk() {
        Deque<String> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            switch (token) {
                case "(" -> open.push(")");
                case "{" -> {
                    open.push("}");
                    problems.add("a selector without a metric");
                }
                case "[" -> open.push("]");
                case ")", "}", "]" -> {
                    if (open.isEmpty() || !open.pop().equals(token)) {
                        problems.add("a bracket that does not match: " + token);
                    }
                }
                default -> i = word(token, i);
            }
            variables(token);
        }
        if (!open.isEmpty()) {
            problems.add("brackets that do not end: " + open);
        }
    }

    /** Where to go on. */
    private int word(String token, int index) {
        if (!Character.isLetter(token.charAt(0)) && token.charAt(0) != '_') {
            return index;
        }
        if (GROUPINGS.contains(token)) {
            return labels(index + 1);
        }
        boolean call = at(index + 1).equals("(") || GROUPINGS.contains(at(index + 1));
        if (call && FUNCTIONS.contains(token)) {
            if (token.equals("label_values")) {
                return labelOf(index + 1);
            }
            return index;
        }
        if (OPERATORS.contains(token)) {
            return index;
        }
        if (OWN_METRICS.contains(token)) {
            return at(index + 1).equals("{") ? selector(index + 1, Set.of()) : index;
        }
        Set<String> labels = metrics.get(token);
        if (labels == null) {
            problems.add("unknown " + (at(index + 1).equals("(") ? "function " : "metric ") + token);
            return index;
        }
        known.addAll(labels);
        return at(index + 1).equals("{") ? selector(index + 1, labels) : index;
    }

    /** The labels between brackets. */
    private int labels(int open) {
        int i = open + 1;
        for (; i < tokens.size() && !at(i).equals(")"); i++) {
            if (!at(i).equals(",")) {
                usedLabels.add(at(i));
            }
        }
        if (!at(open).equals("(") || i == tokens.size()) {
            problems.add("labels without brackets");
        }
        return i;
    }

    /** The label of Grafana's own function: {@code label_values(metric, label)}. */
    private int labelOf(int open) {
        int comma = tokens.lastIndexOf(",");
        usedLabels.add(at(comma + 1));
        for (int i = open + 1; i < comma; i++) {
            i = word(at(i), i);
        }
        if (comma < open || !at(comma + 2).equals(")")) {
            problems.add("not label_values(metric, label)");
        }
        return Math.max(open, comma + 2);
    }

    /** What is between braces: each label must be one of the metric's. */
    private int selector(int open, Set<String> labels) {
        int i = open + 1;
        while (i + 2 < tokens.size() && !at(i).equals("}")) {
            if (!labels.contains(at(i)) && !OWN_LABELS.contains(at(i))) {
                problems.add("unknown label " + at(i));
            }
            if (!at(i + 1).matches("=|!=|=~|!~") || !at(i + 2).startsWith("\"")) {
                problems.add("not a selector: " + at(i) + at(i + 1) + at(i + 2));
            }
            variables(at(i + 2));
            i += at(i + 3).equals(",") ? 4 : 3;
        }
        if (!at(i).equals("}")) {
            problems.add("a selector that does not end");
        }
        return i;
    }

    private void variables(String token) {
        Matcher matcher = Pattern.compile("\\$\\w+").matcher(token);
        while (matcher.find()) {
            if (!VARIABLES.contains(matcher.group())) {
                problems.add("unknown variable " + matcher.group());
            }
        }
    }
}
