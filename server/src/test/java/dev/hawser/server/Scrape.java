package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of metrics as Prometheus reads it, which fails at a line that Prometheus would not understand. Immutable. */
record Scrape(Map<String, String> types, Map<String, String> help, List<Sample> samples) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"(?:,|$)");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");

    /** One line. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape parse(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, String> help = new LinkedHashMap<>();
        List<Sample> samples = new java.util.ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                assertThat(types.put(words[2], words[3])).as(line).isNull();
            } else if (line.startsWith("# HELP ")) {
                help.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                Matcher matcher = LINE.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                Map<String, String> labels = labels(matcher.group(2));
                assertThat(seen.add(matcher.group(1) + labels))
                        .as("said once: " + line)
                        .isTrue();
                samples.add(new Sample(matcher.group(1), labels, number(matcher.group(3))));
            }
        }
        return new Scrape(types, help, List.copyOf(samples));
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            Matcher matcher = LABEL.matcher(text);
            int end = 0;
            while (matcher.find() && matcher.start() == end) {
                labels.put(matcher.group(1), matcher.group(2));
                end = matcher.end();
            }
            assertThat(end).as(text).isEqualTo(text.length());
        }
        return labels;
    }

    /** The values of a sample by its labels: {@code value("hawser_database_up", "hawser_database", "shop")}. */
    double value(String name, String... labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> {
                    for (int i = 0; i < labels.length; i += 2) {
                        if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
        assertThat(found).as(name + List.of(labels)).hasSize(1);
        return found.get(0).value();
    }

    /** Every name that a query may use, with the labels it has somewhere. */
    Map<String, Set<String>> names() {
        return samples.stream()
                .collect(Collectors.toMap(
                        Sample::name,
                        sample -> new TreeSet<>(sample.labels().keySet()),
                        (one, other) -> {
                            one.addAll(other);
                            return one;
                        },
                        TreeMap::new));
    }

    /** The labels of a family, without those that its kind brings. */
    Set<String> labelsOf(String family) {
        Set<String> labels = new TreeSet<>();
        for (Sample sample : samples) {
            boolean histogram = "histogram".equals(types.get(family));
            String name = histogram ? SUFFIX.matcher(sample.name()).replaceFirst("") : sample.name();
            if (name.equals(family)) {
                labels.addAll(sample.labels().keySet());
            }
        }
        labels.remove("le");
        return labels;
    }

    /** This page and what another one has beside it. */
    Scrape and(Scrape other) {
        Map<String, String> allTypes = new LinkedHashMap<>(types);
        Map<String, String> allHelp = new LinkedHashMap<>(help);
        allTypes.putAll(other.types);
        allHelp.putAll(other.help);
        List<Sample> all = new java.util.ArrayList<>(samples);
        all.addAll(other.samples);
        return new Scrape(allTypes, allHelp, List.copyOf(all));
    }
}
