package dev.hawser.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One SQL text, read once. Immutable, but for what others keep with it. Thread-safe. */
public final class ParsedSql {

    private final String text;
    private final ParameterList parameters;
    private final Traits traits;
    private final String masked;
    private final StatementTally tally = new StatementTally();
    private final Map<Object, Object> plans = new ConcurrentHashMap<>();

    /**
     * What a text is, as far as that can be told without the server.
     *
     * @param read whether it certainly changes nothing: it may go to a replica and may be run again
     * @param asks whether it is one statement that begins as queries do
     * @param changesSession whether it changes settings of the session ({@code SET}, {@code PREPARE}, {@code LISTEN}, temporary tables …)
     * @param readonlyBreach why a read-only database must refuse it, as the end of a sentence; null if it need not
     * @param returning whether it is a change that returns rows
     * @param several whether the text holds more than one statement
     * @param countsNothing whether it is one that affects no rows, whatever the driver counts
     * @param controlsTransaction whether it begins or ends a transaction
     */
    record Traits(
            boolean read,
            boolean asks,
            boolean changesSession,
            @Nullable String readonlyBreach,
            boolean returning,
            boolean several,
            boolean countsNothing,
            boolean controlsTransaction) {}

    ParsedSql(String text, ParameterList parameters, Traits traits, String masked) {
        this.text = text;
        this.parameters = parameters;
        this.traits = traits;
        this.masked = masked;
    }

    /** As the application gave it. */
    public String text() {
        return text;
    }

    /** The names in order of occurrence; a name that occurs twice is in it twice. */
    public List<String> parameters() {
        return parameters.names();
    }

    /** How many places for parameters it has. */
    public int parameterCount() {
        return parameters.count();
    }

    /** How many names it has. */
    public int nameCount() {
        return parameters.nameCount();
    }

    /** The names, each once, in order of their first occurrence. */
    public Set<String> parameterNames() {
        return parameters.distinct();
    }

    /** Whether the parameter at this place, from 0, is an element of an {@code in (…)} list, where a collection expands. */
    public boolean isListed(int index) {
        return parameters.listed().get(index);
    }

    /** Whether any parameter is an element of an {@code in (…)} list. */
    public boolean hasListed() {
        return !parameters.listed().isEmpty();
    }

    /** Whether it has a {@code ?} that the driver would take for a parameter. The helpers refuse it; plain JDBC does not. */
    public boolean positional() {
        return parameters.positional();
    }

    /**
     * The text around the parameters, for the driver: {@code parts.size() == parameters.size() + 1}; question-mark operators are doubled already where the
     * driver wants that.
     */
    public List<String> parts() {
        return parameters.parts();
    }

    /** The text for the driver with one {@code ?} a parameter, for statements in which no collection is expanded. */
    public String driverSql() {
        return parameters.driverSql();
    }

    /** Whether it certainly changes nothing: it may go to a replica and may be run again. */
    public boolean read() {
        return traits.read();
    }

    /** Whether it is one statement that begins as queries do. It may write all the same, in a function or inside of {@code with}. */
    public boolean asks() {
        return traits.asks();
    }

    /** Whether it changes settings of the session ({@code SET}, {@code RESET}, {@code PREPARE}, {@code LISTEN}, temporary tables …). */
    public boolean changesSession() {
        return traits.changesSession();
    }

    /** Why a read-only database must refuse it, such as {@code it ends the transaction}; null if it need not. */
    public @Nullable String readonlyBreach() {
        return traits.readonlyBreach();
    }

    /** Whether it has a {@code returning} clause: a change that returns rows. */
    public boolean returning() {
        return traits.returning();
    }

    /** Its text with comments left out, white space collapsed and literals replaced by {@code ?}, for logs. */
    public String masked() {
        return masked;
    }

    /** Whether the text holds more than one statement. */
    public boolean several() {
        return traits.several();
    }

    /** Whether it is one that affects no rows, such as DDL: a driver may then give the count of the statement before it. */
    public boolean countsNothing() {
        return traits.countsNothing();
    }

    /** Whether it begins or ends a transaction: {@code begin}, {@code commit}, {@code rollback} (but not to a savepoint) … */
    public boolean controlsTransaction() {
        return traits.controlsTransaction();
    }

    /** What it did since it was read. */
    public StatementTally tally() {
        return tally;
    }

    /** What was kept with it for {@code key}; null if nothing was. */
    public @Nullable Object plan(Object key) {
        return plans.get(key);
    }

    /** Keeps something that was derived from it, as long as this statement is cached. The last one wins. */
    public void keepPlan(Object key, Object plan) {
        plans.put(key, plan);
    }

    @Override
    public String toString() {
        return masked;
    }
}
