package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Health is what the server says now, or what went wrong in asking it. */
public interface HealthContract {

    /** What is under test. */
    EngineUnderTest subject();

    @Test
    default void health_serverThere_isHealthyWithVersionAndRole() {
        DatabaseOptions options = subject().options();
        try (DatabaseManager manager = Contracts.open(subject(), options)) {
            Health health = manager.health(options.name(), true);
            assertEquals(HealthStatus.HEALTHY, health.status());
            assertEquals(subject().engine().name(), health.engine());
            assertNull(health.error());
            String version = health.version();
            assertNotNull(version, "EngineConnection.serverVersion() must say what the server says of itself");
            assertTrue(
                    version.matches("(?s).*\\p{Alpha}.*\\d.*"),
                    () -> "the version must name the product and a number, such as \"PostgreSQL 18.6\": " + version);
            long primaries = health.hosts().stream()
                    .filter(host -> host.role() == HostRole.PRIMARY)
                    .count();
            assertEquals(
                    1,
                    primaries,
                    () -> "exactly one host must be the primary, as Engine.roleProbe() answers: " + health.hosts());
        }
    }

    @Test
    default void health_databaseNotThere_isUnhealthyAndSaysWhy() {
        DatabaseOptions good = subject().options();
        DatabaseOptions missing = subject().missingDatabase();
        try (DatabaseManager manager = Contracts.open(subject(), good, missing)) {
            Health health = manager.health(missing.name(), true);
            assertEquals(HealthStatus.UNHEALTHY, health.status());
            assertEquals(ErrorCategory.NO_SUCH_DATABASE, health.category());
            assertNotNull(health.error());
            assertNull(health.version());
            assertEquals(HealthStatus.HEALTHY, manager.health(good.name(), true).status());
        }
    }

    @Test
    default void health_serverGoneAndBack_isSaidWithinItsTime() throws IOException {
        DatabaseOptions options = subject().options();
        if (subject().engine().embedded()) {
            assertTrue(
                    Contracts.config(subject(), options).hosts().isEmpty(),
                    "an embedded engine has no server that could be gone: its configuration must have no host");
            return;
        }
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()));
                DatabaseManager manager = Contracts.open(
                        subject(),
                        Contracts.at(proxy.host(), options)
                                .set("connect-timeout", Duration.ofSeconds(1))
                                .set("health.timeout", Duration.ofSeconds(1))
                                // A server that falls silent under TLS keeps the socket for longer: docs/engines.md.
                                .set("ssl.mode", "disable"))) {
            awaitHealthy(manager, options.name(), "a server that is there must be healthy");
            for (Arrivals gone : new Arrivals[] {Arrivals.REFUSED, Arrivals.UNANSWERED}) {
                proxy.silence(gone);
                Health[] answer = new Health[1];
                Duration took = Contracts.time(() -> answer[0] = manager.health(options.name(), true));
                assertEquals(HealthStatus.UNHEALTHY, answer[0].status(), () -> "server gone: " + gone);
                assertTrue(
                        answer[0].category() == ErrorCategory.CONNECTION_REFUSED
                                || answer[0].category() == ErrorCategory.CONNECTION_LOST,
                        () -> "server gone (" + gone + "): " + answer[0]);
                assertTrue(took.compareTo(Contracts.SOON) < 0, () -> "health must answer in time, and took " + took);
                proxy.restore();
                awaitHealthy(manager, options.name(), "a server that is back must be healthy again");
            }
        }
    }

    /** Asks more than once: a second may be too short for a machine that is busy. */
    private static void awaitHealthy(DatabaseManager manager, String name, String what) {
        assertTrue(
                Polling.until(Contracts.SOON, () -> manager.health(name, true).status() == HealthStatus.HEALTHY), what);
    }
}
