package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.spi.Capability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** What the parts of the contract have in common. */
final class Contracts {

    /** More than enough for what must happen soon, on a machine that is busy. */
    static final Duration SOON = Duration.ofSeconds(20);

    private Contracts() {}

    /** Opens databases with this engine alone, and without the environment of the process. One that cannot be opened alone fails with its own error. */
    static DatabaseManager open(EngineUnderTest subject, DatabaseOptions... options) {
        try {
            return builder(subject, options).open();
        } catch (SetupFailedException failed) {
            throw failed.causes().values().iterator().next();
        }
    }

    /** What a configuration means, without opening anything. */
    static DatabaseConfig config(EngineUnderTest subject, DatabaseOptions options) {
        return builder(subject, options).load().databases().stream()
                .filter(database -> database.name().equals(options.name()))
                .findFirst()
                .orElseThrow();
    }

    private static DatabaseManager.Builder builder(EngineUnderTest subject, DatabaseOptions... options) {
        Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "hawser-contract-without-a-file");
        return DatabaseManager.builder(ConfigSources.in(nowhere).withDatabases(options))
                .engines(List.of(subject.engine()));
    }

    static boolean claims(EngineUnderTest subject, Capability capability) {
        return subject.engine().capabilities().contains(capability);
    }

    /** Where the server of {@link EngineUnderTest#options()} is. */
    static HostSpec server(EngineUnderTest subject) {
        return config(subject, subject.options()).hosts().get(0);
    }

    /** The same database, at another address. */
    static DatabaseOptions at(HostSpec host, DatabaseOptions options) {
        return options.set("host", host.host()).set("port", host.port());
    }

    /** The error with which {@code action} fails, which must have this category. */
    static DatabaseException fails(ErrorCategory expected, String what, Executable action) {
        DatabaseException error = fails(what, action);
        assertTrue(
                error.category() == expected,
                () -> what + " must fail with " + expected + ", and failed with " + error.category()
                        + ": list its code in the engine's ErrorTable (SQLSTATE " + error.sqlState() + ", vendor code "
                        + error.vendorCode() + "). The error was: " + error);
        return error;
    }

    /** The error with which {@code action} fails, whatever it means. */
    static DatabaseException fails(String what, Executable action) {
        try {
            action.execute();
        } catch (DatabaseException expected) {
            return expected;
        } catch (Throwable other) {
            throw new AssertionError(what + " must fail with a DatabaseException, and threw " + other, other);
        }
        throw new AssertionError(what + " must fail, and did not");
    }

    /** Opening must be refused before anything is connected, with a problem that names the key. */
    static void refused(EngineUnderTest subject, DatabaseOptions options, String key, String why) {
        String name = subject.engine().name();
        String advice =
                name + " " + why + ", so \"" + key + "\" must be refused when the configuration is loaded: report"
                        + " it in Engine.check() with a problem that begins with the key";
        try {
            config(subject, options);
        } catch (ConfigurationException refused) {
            assertTrue(
                    refused.problems().stream().anyMatch(problem -> problem.contains(key)),
                    () -> advice + ". The problems were: " + refused.problems());
            return;
        }
        throw new AssertionError(advice + ". It was accepted");
    }

    /** Of its hosts one is the primary, and all others, of which there must be one, are replicas. */
    static void onePrimary(Database database) {
        List<HostRole> roles = database.health(true).hosts().stream()
                .map(Health.HostHealth::role)
                .sorted()
                .toList();
        assertTrue(
                roles.size() >= 2
                        && roles.get(0) == HostRole.PRIMARY
                        && roles.subList(1, roles.size()).stream().allMatch(role -> role == HostRole.REPLICA),
                () -> "the engine must tell one primary and its replicas: " + roles);
    }

    /** The time that {@code action} takes. */
    static Duration time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** An error says where, and never says a secret. */
    static void discreet(DatabaseException error, String... secrets) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String text = cause.toString();
            assertTrue(
                    Arrays.stream(secrets).noneMatch(text::contains),
                    () ->
                            "an error must not repeat a credential: keep it out of what the engine's ConnectionFactory throws");
        }
    }
}
