package dev.hawser.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.config.AlertRule;
import dev.hawser.config.AlertRuleConfig;
import dev.hawser.config.AlertSeverity;
import dev.hawser.config.AlertThreshold;
import dev.hawser.config.AlertsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private static final Observation EXHAUSTED = Watched.of(Watched.primary(30, 4), Watched.replica(Duration.ZERO));
    private static final Observation BROKEN = Watched.unhealthy("connection refused");

    @Test
    void condition_thatHoldsForLongEnough_fires_andEndsAfterItHasPassedForLongEnough() {
        Watched watched = Watched.withDefaults();
        assertThat(watched.see(BROKEN, 10).news()).isEmpty();
        assertThat(watched.alerts.active()).isEmpty();

        assertThat(watched.see(BROKEN, 1).told).hasSize(1);
        Alert alert = watched.told.get(0);
        assertThat(alert.rule()).isEqualTo(AlertRule.DATABASE_UNHEALTHY);
        assertThat(alert.database()).isEqualTo("orders");
        assertThat(alert.host()).isNull();
        assertThat(alert.severity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(alert.since()).isEqualTo(java.time.Instant.ofEpochSecond(1));
        assertThat(alert.message()).isEqualTo("the database does not work: connection refused");
        assertThat(watched.alerts.active()).containsExactly(alert);
        watched.news();

        assertThat(watched.see(Watched.FINE, 60).news()).isEmpty();
        assertThat(watched.active("database-unhealthy")).isPresent();
        assertThat(watched.see(Watched.FINE, 1).told).hasSize(1);
        assertThat(watched.told.get(0).ended()).isEqualTo(java.time.Instant.ofEpochSecond(12));
        assertThat(watched.alerts.active()).isEmpty();
        assertThat(watched.alerts.recent()).isEqualTo(watched.told);
    }

    @Test
    void condition_thatPassesBeforeItsTime_isNotTold() {
        Watched watched = Watched.withDefaults();
        for (int i = 0; i < 20; i++) {
            watched.see(BROKEN, 9).see(Watched.FINE, 1);
        }
        assertThat(watched.news()).isEmpty();
    }

    @Test
    void condition_thatPassesForAMoment_goesOnAsOneAlert() {
        Watched watched = Watched.withDefaults();
        for (int i = 0; i < 20; i++) {
            watched.see(BROKEN, 20).see(Watched.FINE, 50);
        }
        assertThat(watched.news()).containsExactly("firing database-unhealthy");
    }

    @Test
    void alert_thatComesAndGoes_isHeld_andToldOnce_untilItWasGoneForTheWindow() {
        Watched watched = Watched.withDefaults();
        for (int i = 0; i < 40; i++) { // an hour
            watched.see(BROKEN, 20).see(Watched.FINE, 70);
        }
        assertThat(watched.told)
                .hasSize(5)
                .last()
                .extracting(Alert::message)
                .asString()
                .contains("it comes and goes");
        assertThat(watched.active("database-unhealthy")).isPresent();
        watched.news();

        assertThat(watched.see(Watched.FINE, 14 * 60 - 70).news()).isEmpty();
        assertThat(watched.see(Watched.FINE, 70).news()).containsExactly("resolved database-unhealthy");

        watched.see(Watched.FINE, 60).see(BROKEN, 11).see(Watched.FINE, 61);
        assertThat(watched.news())
                .as("quiet again, and so told as any other")
                .containsExactly("firing database-unhealthy", "resolved database-unhealthy");
    }

    @Test
    void alert_thatGoesOn_isToldAgain_afterAWhile() {
        Watched watched = Watched.withDefaults();
        watched.see(BROKEN, 11).news();
        assertThat(watched.see(BROKEN, 4 * 3600 - 1).news()).isEmpty();
        assertThat(watched.see(BROKEN, 1).news()).containsExactly("firing database-unhealthy");
    }

    @Test
    void machineThatSlept_startsToCountAnew() {
        Watched watched = Watched.withDefaults();
        watched.see(BROKEN, 5);
        watched.ticker.advance(Duration.ofHours(1));
        assertThat(watched.see(BROKEN, 9).news()).isEmpty();
        watched.see(BROKEN, 2).news();
        watched.see(Watched.FINE, 1);
        watched.ticker.advance(Duration.ofHours(1));
        assertThat(watched.see(Watched.FINE, 59).news()).isEmpty();
        assertThat(watched.see(Watched.FINE, 3).news()).containsExactly("resolved database-unhealthy");
    }

    @Test
    void databaseThatIsNoLongerSeen_isNoLongerWrong() {
        Watched watched = Watched.withDefaults();
        watched.see(BROKEN, 11).news();
        for (int i = 0; i < 61; i++) {
            watched.ticker.advance(Duration.ofSeconds(1));
            watched.alerts.observe(Map.of());
        }
        assertThat(watched.news()).containsExactly("resolved database-unhealthy");
    }

    @Test
    void rules_asGiven_replaceThoseOfTheTable_forTheDatabasesTheyName() {
        AlertRuleConfig given = new AlertRuleConfig(
                AlertRule.POOL_EXHAUSTED,
                List.of("orders"),
                true,
                AlertThreshold.count(5),
                Duration.ZERO,
                Duration.ZERO,
                AlertSeverity.WARNING);
        AlertRuleConfig off = new AlertRuleConfig(
                AlertRule.POOL_SATURATED,
                List.of(),
                false,
                AlertThreshold.share(0.9),
                Duration.ZERO,
                Duration.ZERO,
                AlertSeverity.WARNING);
        AlertsConfig config =
                new AlertsConfig(List.of(given, off), Duration.ZERO, 1_000, Duration.ofMinutes(1), null, Map.of());
        Watched watched = new Watched(config);
        assertThat(watched.see(EXHAUSTED, 100).news()).as("four wait").isEmpty();
        watched.see(Watched.of(Watched.primary(30, 5)), 1);
        assertThat(watched.told)
                .singleElement()
                .extracting(Alert::severity, Alert::host)
                .containsExactly(AlertSeverity.WARNING, Watched.PRIMARY);
        assertThat(watched.see(Watched.FINE, 1).news())
                .containsExactly("firing pool-exhausted", "resolved pool-exhausted");
        assertThat(config.rulesFor("archive"))
                .extracting(AlertRuleConfig::rule)
                .doesNotContain(AlertRule.POOL_SATURATED);
        assertThat(config.rulesFor("archive"))
                .filteredOn(rule -> rule.rule() == AlertRule.POOL_EXHAUSTED)
                .containsExactly(AlertRuleConfig.of(AlertRule.POOL_EXHAUSTED));
    }

    @Test
    void primaryLost_isNotSaid_ofAReadonlyDatabase() {
        Watched watched = Watched.withDefaults();
        Observation lost = Watched.of(
                Watched.host(Watched.PRIMARY, HostRole.UNKNOWN, HostState.DOWN, 0, 0, null, null),
                Watched.replica(Duration.ofSeconds(1)));
        for (int i = 0; i < 6; i++) {
            watched.ticker.advance(Duration.ofSeconds(1));
            watched.alerts.observe(Map.of("orders", lost, "archive", lost));
        }
        assertThat(watched.alerts.active()).singleElement().satisfies(alert -> {
            assertThat(alert.database()).isEqualTo("orders");
            assertThat(alert.message())
                    .isEqualTo("no host takes writes: db1:5432 is down (unknown), db2:5432 is available (replica)");
        });
    }

    @Test
    void active_hasTheWorstFirst_thenTheOldest() {
        Watched watched = Watched.withDefaults();
        Observation behind = Watched.of(Watched.primary(30, 4), Watched.replica(Duration.ofMinutes(3)));
        watched.see(behind, 70);
        assertThat(watched.alerts.active())
                .extracting(alert -> alert.rule().key())
                .containsExactly("pool-exhausted", "pool-saturated", "replica-lag");
        assertThat(watched.alerts.active().get(2).message()).isEqualTo("db2:5432 is 3 minutes behind its primary");
    }
}
