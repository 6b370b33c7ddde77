package dev.hawser.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import dev.hawser.config.AlertRule;
import dev.hawser.config.AlertRuleConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {

    private static List<Finding> look(AlertRule rule, HostView... hosts) {
        return Conditions.of(AlertRuleConfig.of(rule)).look(Duration.ZERO, Watched.of(hosts));
    }

    @ParameterizedTest
    @EnumSource
    void rule_findsNothing_whereNothingIsWrong(AlertRule rule) {
        Condition condition = Conditions.of(AlertRuleConfig.of(rule));
        for (int second = 0; second < 600; second++) {
            assertThat(condition.look(Duration.ofSeconds(second), Watched.FINE)).isEmpty();
        }
    }

    @Test
    void exhausted_needsEveryConnectionLent_andSomebodyWhoWaits() {
        assertThat(look(AlertRule.POOL_EXHAUSTED, Watched.primary(30, 0))).isEmpty();
        assertThat(look(AlertRule.POOL_EXHAUSTED, Watched.primary(29, 5))).isEmpty();
        assertThat(look(AlertRule.POOL_EXHAUSTED, Watched.primary(30, 1)))
                .singleElement()
                .extracting(Finding::message)
                .isEqualTo("all 30 connections to db1:5432 are lent and 1 caller waits");
    }

    @Test
    void saturated_isAShareOfWhatThePoolMayHave_andNothingForAPoolOfOne() {
        assertThat(look(AlertRule.POOL_SATURATED, Watched.primary(26, 0))).isEmpty();
        assertThat(look(AlertRule.POOL_SATURATED, Watched.primary(27, 0)))
                .singleElement()
                .extracting(Finding::message)
                .isEqualTo("27 of 30 connections to db1:5432 are lent (90 %)");
        HostView writer = new HostView(
                Watched.PRIMARY,
                HostRole.PRIMARY,
                HostState.AVAILABLE,
                null,
                null,
                null,
                null,
                new PoolStats(1, 0, 0, 1, 0, 9, 1, 0));
        assertThat(look(AlertRule.POOL_SATURATED, writer)).isEmpty();
        assertThat(look(AlertRule.POOL_EXHAUSTED, writer)).hasSize(1);
    }

    @Test
    void host_thatIsDown_orFenced_isNamed() {
        HostView down = Watched.host(Watched.REPLICA, HostRole.REPLICA, HostState.DOWN, 0, 0, null, null);
        assertThat(look(AlertRule.HOST_DOWN, Watched.primary(0, 0), down))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.host()).isEqualTo(Watched.REPLICA);
                    assertThat(finding.message()).isEqualTo("db2:5432 (replica) gives no answer");
                });
        HostView fenced = Watched.host(
                Watched.REPLICA, HostRole.PRIMARY, HostState.AVAILABLE, 0, 0, null, "its timeline 1 is older than 2");
        assertThat(look(AlertRule.HOST_FENCED, Watched.primary(0, 0), fenced))
                .singleElement()
                .extracting(Finding::message)
                .isEqualTo("db2:5432 answers and is not used: its timeline 1 is older than 2");
    }

    @Test
    void primary_thatIsSuspected_isNotLostYet() {
        HostView suspect = Watched.host(Watched.PRIMARY, HostRole.PRIMARY, HostState.SUSPECT, 0, 0, null, null);
        assertThat(look(AlertRule.PRIMARY_LOST, suspect)).isEmpty();
        HostView down = Watched.host(Watched.PRIMARY, HostRole.PRIMARY, HostState.DOWN, 0, 0, null, null);
        assertThat(look(AlertRule.PRIMARY_LOST, down)).hasSize(1);
        assertThat(look(AlertRule.PRIMARY_LOST))
                .as("a database that was never opened")
                .isEmpty();
    }

    @Test
    void errorRate_isThatOfTheLastMinute_andOfMoreThanAFew() {
        Condition rate = Conditions.of(AlertRuleConfig.of(AlertRule.ERROR_RATE));
        assertThat(rate.look(Duration.ofSeconds(1), Watched.failing(9, 9)))
                .as("nine")
                .isEmpty();
        assertThat(rate.look(Duration.ofSeconds(2), Watched.failing(3, 1)))
                .singleElement()
                .extracting(Finding::message)
                .isEqualTo("10 of 12 statements of the last minute failed (83 %)");
        assertThat(rate.look(Duration.ofSeconds(3), Watched.failing(189, 0)))
                .as("10 of 201 are less than a twentieth")
                .isEmpty();
        assertThat(rate.look(Duration.ofSeconds(60), Watched.failing(8, 8))).hasSize(1);
        assertThat(rate.look(Duration.ofSeconds(61), Watched.failing(0, 0)))
                .as("the first nine are a minute ago")
                .isEmpty();
    }
}
