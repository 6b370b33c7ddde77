package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the statements of a run in order, and warns of those that keep others from big tables. Tables that the run itself has made are nobody's yet. For one thread.
 */
final class Advisor {

    private static final Pattern ALTER =
            Pattern.compile("(alter (?:ignore )?table (?:if exists )?(?:only )?\\S+(?: \\*)?) (.+)", Pattern.DOTALL);
    /** MySQL and MariaDB then refuse what they cannot do while others write. */
    private static final Pattern UNLOCKED = Pattern.compile("\\block\\s*=?\\s*none\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern MADE =
            Pattern.compile("create (?:unlogged )?table (?:if not exists )?(\\S+).*", Pattern.DOTALL);
    private static final Pattern RENAMED =
            Pattern.compile("(?:alter table (?:if exists )?(\\S+) rename (?:to|as)|rename table (\\S+) to) (\\S+)");

    private final List<AdviceRule> rules;
    private final TablesInUse tables;
    private final TablesInUse.Size big;
    private final Set<String> made = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> before = new LinkedHashSet<>();
    private final List<StatementAdvice> advice = new ArrayList<>();

    /** @param version of the server, as major * 1000 + minor */
    Advisor(List<AdviceRule> rules, int version, TablesInUse tables, TablesInUse.Size big) {
        this.rules = rules.stream().filter(rule -> rule.isFor(version)).toList();
        this.tables = tables;
        this.big = big;
    }

    /** The statements of one script, with where each is. */
    void read(List<String> statements, IntFunction<String> place) {
        for (int i = 0; i < statements.size(); i++) {
            if (UNLOCKED.matcher(statements.get(i)).find()) {
                continue;
            }
            for (String action : actions(statements.get(i))) {
                read(action, place.apply(i));
                before.add(action);
            }
        }
    }

    List<StatementAdvice> advice() {
        return List.copyOf(advice);
    }

    private void read(String action, String place) {
        Matcher creation = MADE.matcher(action);
        if (creation.matches()) {
            made.add(creation.group(1));
        }
        for (AdviceRule rule : rules) {
            Matcher match = rule.pattern().matcher(action);
            if (match.matches() && advise(rule, match, place)) {
                break;
            }
        }
        Matcher renaming = RENAMED.matcher(action);
        if (renaming.matches()) {
            String old = renaming.group(1) == null ? renaming.group(2) : renaming.group(1);
            renamed.put(renaming.group(3), current(old));
            if (made.contains(old)) {
                made.add(renaming.group(3));
            }
        }
    }

    private boolean advise(AdviceRule rule, Matcher match, String place) {
        String table = match.group("table");
        TablesInUse.Size size = made.contains(table) ? null : tables.size(current(table));
        if (size == null || !size.isAtLeast(big) || isHarmless(rule, match)) {
            return false;
        }
        advice.add(new StatementAdvice(
                place, table + " (" + size + ")", rule.effect().toString(), rule.safer(), rule.source()));
        return true;
    }

    private boolean isHarmless(AdviceRule rule, Matcher match) {
        return rule.unless()
                .holds(
                        match,
                        new TablesInUse() {
                            @Override
                            public @Nullable Size size(String name) {
                                return tables.size(current(name));
                            }

                            @Override
                            public @Nullable String type(String table, String column) {
                                return tables.type(current(table), column);
                            }

                            @Override
                            public boolean isCheckedNotNull(String table, String column) {
                                return tables.isCheckedNotNull(current(table), column);
                            }
                        },
                        before);
    }

    /** What a table is called in the database that knows nothing of the run yet. */
    private String current(String table) {
        return renamed.getOrDefault(table, table);
    }

    /** A statement's tokens with spaces between them; of {@code alter table} one for each of its actions. */
    static List<String> actions(String sql) {
        String text = String.join(" ", SqlTokens.of(sql)).replace(" . ", ".");
        Matcher alter = ALTER.matcher(text);
        if (!alter.matches()) {
            return List.of(text);
        }
        List<String> actions = new ArrayList<>();
        int depth = 0;
        StringBuilder action = new StringBuilder();
        for (String token : alter.group(2).split(" ")) {
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
            if (depth == 0 && token.equals(",")) {
                actions.add(alter.group(1) + action);
                action.setLength(0);
            } else {
                action.append(' ').append(token);
            }
        }
        actions.add(alter.group(1) + action);
        return actions;
    }
}
