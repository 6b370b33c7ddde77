package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that can happen on the way to a connection. */
public interface ConnectContract {

    /** What is under test. */
    EngineUnderTest subject();

    @Test
    default void connect_asConfigured_opensAndCloses() {
        DatabaseOptions options = subject().options();
        for (int i = 0; i < 3; i++) {
            try (DatabaseManager manager = Contracts.open(subject(), options)) {
                assertEquals(
                        subject().engine().name(),
                        manager.database(options.name()).engine());
                assertEquals(
                        HealthStatus.HEALTHY,
                        manager.health(options.name(), true).status());
            }
        }
    }

    @Test
    default void connect_wrongPassword_isAuthentication_andDoesNotRepeatIt() {
        String canary = "c4nary-wr0ng";
        DatabaseOptions options = subject().options();
        switch (subject().login()) {
            case ANYONE -> {
                String why = "knows neither users nor passwords";
                Contracts.refused(subject(), options.user("somebody"), "user", why);
                Contracts.refused(subject(), options.password(canary), "password", why);
            }
            case USER_AND_PASSWORD, PASSWORD -> {
                DatabaseException error = Contracts.fails(
                        ErrorCategory.AUTHENTICATION,
                        "opening with a wrong password",
                        () -> Contracts.open(subject(), options.password(canary))
                                .close());
                Contracts.discreet(error, canary);
                assertEquals(1, error.attempts(), "a wrong password must not be tried again");
            }
        }
    }

    @Test
    default void connect_unknownDatabase_isNoSuchDatabase() {
        Contracts.fails(
                ErrorCategory.NO_SUCH_DATABASE,
                "opening a database that is not there (EngineUnderTest.missingDatabase())",
                () -> Contracts.open(subject(), subject().missingDatabase()).close());
    }

    @Test
    default void connect_nobodyListens_isRefused() throws IOException {
        DatabaseOptions options = subject().options();
        HostSpec nobody = SilentServer.refusing();
        if (subject().engine().embedded()) {
            Contracts.refused(subject(), Contracts.at(nobody, options), "host", "is embedded and has no host");
            return;
        }
        DatabaseException error = Contracts.fails(
                ErrorCategory.CONNECTION_REFUSED,
                "opening where nobody listens",
                () -> Contracts.open(subject(), hasty(Contracts.at(nobody, options)))
                        .close());
        assertTrue(
                error.getMessage().contains(nobody.toString()),
                () -> "the message must say where nobody listens: " + error.getMessage());
    }

    @Test
    default void connect_unknownHost_isRefused() {
        HostSpec unknown = new HostSpec("no-such-host.invalid", 4711);
        DatabaseOptions options = Contracts.at(unknown, subject().options());
        if (subject().engine().embedded()) {
            Contracts.refused(subject(), options, "host", "is embedded and has no host");
            return;
        }
        Contracts.fails(
                ErrorCategory.CONNECTION_REFUSED,
                "opening at a host whose name nobody knows",
                () -> Contracts.open(subject(), hasty(options)).close());
    }

    @Test
    default void connect_blackHole_isRefusedWithinItsTime() throws IOException {
        if (subject().engine().embedded()) {
            Contracts.refused(
                    subject(),
                    subject().options().set("replicas", List.of("127.0.0.1:4711")),
                    "replicas",
                    "is embedded and has no replicas");
            return;
        }
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()))) {
            for (Arrivals hole : List.of(Arrivals.UNANSWERED, Arrivals.DROPPED)) {
                proxy.arrivals(hole);
                Duration took = Contracts.time(() -> Contracts.fails(
                        ErrorCategory.CONNECTION_REFUSED,
                        "opening where packets vanish (" + hole + ")",
                        () -> Contracts.open(
                                        subject(),
                                        hasty(Contracts.at(
                                                proxy.host(), subject().options())))
                                .close()));
                assertTrue(
                        took.compareTo(Contracts.SOON) < 0,
                        () -> "with connect-timeout 1s a connect into a black hole must end soon, and took " + took
                                + ": hand the time-out of ConnectionFactory.connect to the driver, and end the connect"
                                + " in ConnectionFactory.abort");
            }
        }
    }

    @Test
    default void connect_hostThatCuts_isRefused() throws IOException {
        if (subject().engine().embedded()) {
            Contracts.refused(
                    subject(), subject().options().set("port", 4711).set("host", "localhost"), "host", "has no host");
            return;
        }
        try (SilentServer cutting = SilentServer.cutting()) {
            Contracts.fails(
                    ErrorCategory.CONNECTION_REFUSED,
                    "opening where connections are cut during the first exchange, when nothing was sent yet",
                    () -> Contracts.open(
                                    subject(),
                                    hasty(Contracts.at(cutting.host(), subject().options())))
                            .close());
        }
    }

    @Test
    default void configuration_printed_tellsNoPassword() {
        DatabaseConfig config = Contracts.config(subject(), subject().options());
        if (config.password() == null) {
            assertTrue(
                    subject().login() == EngineUnderTest.Login.ANYONE,
                    "EngineUnderTest.options() has no password: let login() return ANYONE if none is needed");
            return;
        }
        String password = config.password().reveal();
        assertTrue(
                !config.toString().contains(password)
                        && !subject().options().toString().contains(password),
                "a configuration must not print its password");
    }

    private static DatabaseOptions hasty(DatabaseOptions options) {
        return options.set("connect-timeout", Duration.ofSeconds(1)).set("retry.max-retries", 0);
    }
}
