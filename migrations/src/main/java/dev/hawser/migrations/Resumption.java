package dev.hawser.migrations;

import dev.hawser.spi.jdbc.ScriptStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out where an interrupted run goes on, and brings the session to where it was. */
final class Resumption {

    private static final Pattern VARIABLE = Pattern.compile("(?<!@)@[\\w$.]+");
    private static final Pattern LITERAL_SETTING =
            Pattern.compile("set\\s+@[\\w$.]+\\s*:?=\\s*(?:[-\\w.]+|'[^']*'|\"[^\"]*\"|@@[\\w.]+)\\s*", Pattern.DOTALL);
    private static final Set<String> OF_THE_LAST_STATEMENT = Set.of("last_insert_id", "row_count", "found_rows");

    private final SqlWork work;
    private final Step step;
    private final List<StatementKind> kinds;

    Resumption(SqlWork work, Step step, List<StatementKind> kinds) {
        this.work = work;
        this.step = step;
        this.kinds = kinds;
    }

    /** The statement to go on with, from 0: the one behind what the journal has, or one further, where the one that was under way turns out to be done. */
    int nextStatement(HistoryRow entry) {
        try {
            return found(entry);
        } catch (SQLException failed) {
            throw refused(
                    Math.min(entry.reached(), kinds.size() - 1),
                    "where an earlier run was interrupted cannot be found out: " + failed.getMessage(),
                    failed);
        }
    }

    private int found(HistoryRow entry) throws SQLException {
        int next = entry.reached();
        if (entry.intent() != null && next < kinds.size()) {
            next += isDone(Intent.parse(entry.intent()), next) ? 1 : 0;
        }
        if (next > 0 && step.body() instanceof Script script) {
            session(script, next);
        }
        return next;
    }

    private boolean isDone(Intent intent, int index) throws SQLException {
        if (intent.isUnknowable()) {
            throw refused(
                    index,
                    "an earlier run was interrupted in this statement, and whether it was done cannot be told from outside;"
                            + " look at what it should have done, and say so: repair with STATEMENT_DONE, or with"
                            + " STATEMENT_NOT_DONE",
                    null);
        }
        if (work.rules() == EngineRules.POSTGRESQL) {
            Words sql = work.words(step.body().parts().get(index));
            List<String> left = InvalidIndexes.left(work.connection(), sql, intent.invalid());
            if (!left.isEmpty()) {
                if (!sql.begins("drop")) {
                    InvalidIndexes.drop(work.connection(), left);
                }
                return false;
            }
        }
        return !intent.refused() && !Objects.equals(intent.hash(), work.schemaHash());
    }

    /** Runs what set the session once more, and refuses where the session knew what nobody knows any more. */
    private void session(Script script, int next) throws SQLException {
        Set<String> lost = new HashSet<>();
        for (int i = 0; i < next; i++) {
            Words sql = work.words(script.statements().get(i).sql());
            switch (kinds.get(i)) {
                case TEMPORARY -> lost.add(temporaryName(sql));
                case SESSION -> {
                    if (sql.begins("set") && isDerived(sql)) {
                        lost.addAll(variables(sql));
                    } else {
                        work.send(script.statements().get(i));
                    }
                }
                case TRANSACTIONAL -> lost.addAll(assigned(sql));
                case COMMITS, UNKNOWABLE, LEFT_OUT, REFUSED -> {}
            }
        }
        requireNothingLost(script, next, lost);
    }

    private void requireNothingLost(Script script, int next, Set<String> lost) {
        boolean inserted = false;
        for (int i = next; i < kinds.size(); i++) {
            ScriptStatement statement = script.statements().get(i);
            Words sql = work.words(statement.sql());
            for (String name : lost) {
                if (!name.isEmpty() && sql.text().contains(name)) {
                    throw lost(i, name);
                }
            }
            for (String function : OF_THE_LAST_STATEMENT) {
                if (!inserted && work.rules() == EngineRules.MYSQL && sql.mentions(function)) {
                    throw lost(i, function + "()");
                }
            }
            inserted |= sql.begins("insert");
        }
    }

    private MigrationException lost(int index, String name) {
        return refused(
                index,
                "an earlier run was interrupted, and " + name
                        + ", which this statement needs, was lost with its session."
                        + " Undo what is done with down, or finish it by hand and say so: repair with ALL_DONE",
                null);
    }

    private MigrationException refused(int index, String why, @Nullable Throwable cause) {
        return new MigrationException(step.body().place(index) + ": " + why, cause);
    }

    private static boolean isDerived(Words sql) {
        return sql.at(1).startsWith("@")
                && !sql.at(1).startsWith("@@")
                && !LITERAL_SETTING.matcher(sql.text()).matches();
    }

    private static Set<String> variables(Words sql) {
        Set<String> names = new HashSet<>();
        Matcher variable = VARIABLE.matcher(sql.text());
        while (variable.find()) {
            names.add(variable.group());
        }
        return names;
    }

    /** {@code select @x := …} and {@code select … into @x}. */
    private static Set<String> assigned(Words sql) {
        return sql.begins("select") && (sql.text().contains(":=") || sql.mentions("into")) ? variables(sql) : Set.of();
    }

    /** {@code create temporary table [if not exists] name}. */
    private static String temporaryName(Words sql) {
        if (!sql.begins("create")) {
            return "";
        }
        int at = sql.at(3).equals("if") ? 6 : 3;
        return sql.at(at);
    }
}
