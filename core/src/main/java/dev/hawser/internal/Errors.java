package dev.hawser.internal;

import dev.hawser.HostSpec;
import dev.hawser.config.ConfigProperty;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Secret;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a driver's exception into Hawser's, with what was attempted, where and for how long, and without any credential. Thread-safe. */
public final class Errors {

    private final String database;
    private final boolean readonly;
    private final ErrorTable table;
    private final SecretMask secrets;
    private final Map<String, String> origins;

    /** {@code secrets} are masked wherever a driver's message contains them. */
    public Errors(String database, boolean readonly, ErrorTable table, List<String> secrets) {
        this(database, readonly, table, secrets, Map.of());
    }

    /** As above. {@code origins} says where the value of each key comes from, for errors that are about configured values. */
    public Errors(
            String database, boolean readonly, ErrorTable table, List<String> secrets, Map<String, String> origins) {
        this.origins = Map.copyOf(origins);
        this.database = database;
        this.readonly = readonly;
        this.table = table;
        this.secrets = new SecretMask(secrets);
    }

    /** Those of a configured database. */
    public static Errors of(DatabaseConfig config, ErrorTable table, Supplied supplied) {
        Secret password = config.password();
        Map<String, String> origins = new TreeMap<>();
        config.values().forEach((key, value) -> origins.put(key, value.origin()));
        if (supplied.hasCredentials(config.name())) {
            origins.put(ConfigProperty.PASSWORD.key(), "the credentials provider");
        }
        return new Errors(
                config.name(),
                config.readonly(),
                table,
                password == null ? List.of() : List.of(password.reveal()),
                origins);
    }

    /** Masks this one too, from now on. */
    public void mask(Secret secret) {
        secrets.add(secret);
    }

    /** What it means that a connect failed. */
    public DatabaseException ofConnect(HostSpec host, Duration took, Throwable error) {
        DatabaseException meaning = translate(host, "connecting to " + host, took, error);
        return meaning.category() == ErrorCategory.CONNECTION_LOST
                ? as(ErrorCategory.CONNECTION_REFUSED, meaning) // it never was a connection
                : meaning;
    }

    /** What a driver's exception means. */
    public DatabaseException translate(@Nullable HostSpec host, String attempted, Duration took, Throwable error) {
        return translate(host, attempted, took, error, false);
    }

    /** As above. {@code readOnlyByRequest}: the caller asked for a read-only session, so a refused write says nothing about the host. */
    public DatabaseException translate(
            @Nullable HostSpec host, String attempted, Duration took, Throwable error, boolean readOnlyByRequest) {
        ErrorTable.Meaning meaning = table.meaning(error);
        ErrorCategory category = meaning.category();
        String advice = meaning.advice();
        if (category == ErrorCategory.WRONG_ROLE && (readonly || readOnlyByRequest)) {
            category = ErrorCategory.REFUSED;
            advice = readonly
                    ? "This database is configured readonly: write through another one"
                    : "This session is read-only: write in transaction() or an ordinary session";
        }
        return new DatabaseException(
                category,
                database + ": " + attempted + " failed after " + millis(took) + " with " + category + ": "
                        + masked(text(error)),
                database,
                host == null ? null : host.toString(),
                meaning.sqlState(),
                meaning.vendorCode(),
                withOrigins(category, advice),
                error);
    }

    /** The advice, and where the values come from that the error is about. */
    private @Nullable String withOrigins(ErrorCategory category, @Nullable String advice) {
        List<String> keys = switch (category) {
            case AUTHENTICATION -> List.of("user", "password");
            case CONNECTION_REFUSED -> List.of("host", "port");
            case NO_SUCH_DATABASE -> List.of("database");
            default -> List.of();
        };
        String given = keys.stream()
                .filter(origins::containsKey)
                .map(key -> key + " is from " + origins.get(key))
                .collect(Collectors.joining(", "));
        if (given.isEmpty()) {
            return advice;
        }
        return advice == null ? "Configured: " + given : advice + " (" + given + ")";
    }

    /** The credentials provider failed. Its exception is the cause, unless a secret stands in it: whoever prints the cause would print that too. */
    public DatabaseException withoutCredentials(
            @Nullable HostSpec host, String attempted, Duration took, Throwable error) {
        String reason =
                error.getMessage() == null ? text(error) : error.getClass().getSimpleName() + ": " + text(error);
        return new DatabaseException(
                ErrorCategory.AUTHENTICATION,
                database + ": " + attempted + " failed after " + millis(took) + " with " + ErrorCategory.AUTHENTICATION
                        + ": " + masked(reason),
                database,
                host == null ? null : host.toString(),
                null,
                0,
                "Look at the credentials provider and at what it asks",
                holdsSecret(error) ? null : error);
    }

    private boolean holdsSecret(Throwable error) {
        StringWriter everything = new StringWriter();
        error.printStackTrace(new PrintWriter(everything));
        return !masked(everything.toString()).equals(everything.toString());
    }

    /** A host that did not answer in time. */
    public DatabaseException silent(HostSpec host, Duration timeout) {
        return new DatabaseException(
                ErrorCategory.CONNECTION_REFUSED,
                database + ": " + host + " gave no answer within " + millis(timeout),
                database,
                host.toString(),
                null,
                0,
                "Check that the server runs and that the network lets this machine through to it",
                null);
    }

    /** A host that is not what it was: whoever waited for a connection to it is to look for another. */
    DatabaseException moved(HostSpec host) {
        return new DatabaseException(
                ErrorCategory.WRONG_ROLE,
                database + ": " + host + " does not serve this any more",
                database,
                host.toString(),
                null,
                0,
                null,
                null);
    }

    /** Something failed that is not the server's answer. */
    public DatabaseException unexpected(HostSpec host, String attempted, Throwable error) {
        return new DatabaseException(
                ErrorCategory.OTHER,
                database + ": " + attempted + " failed unexpectedly",
                database,
                host.toString(),
                null,
                0,
                null,
                error);
    }

    /** The same error under another category. */
    public DatabaseException as(ErrorCategory category, DatabaseException error) {
        return new DatabaseException(
                category,
                String.valueOf(error.description()).replace(error.category().name(), category.name()),
                error.database(),
                error.host(),
                error.sqlState(),
                error.vendorCode(),
                error.advice(),
                error.getCause());
    }

    /** {@code text} without secrets. */
    public String masked(String text) {
        return secrets.masked(text);
    }

    private String text(Throwable error) {
        List<String> lines = new ArrayList<>();
        for (Throwable cause = error; cause != null && lines.size() < 3; cause = cause.getCause()) {
            String told = table.message(cause);
            String message = told == null ? cause.getClass().getSimpleName() : told.strip();
            if (lines.stream().noneMatch(line -> line.contains(message))) {
                lines.add(message);
            }
        }
        return String.join("; ", lines);
    }

    private static String millis(Duration took) {
        return took.toMillis() + " ms";
    }
}
