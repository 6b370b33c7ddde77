package dev.hawser.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistoryTest {

    /** Positions are {@code timeline:place}. */
    private static final PositionTracker NUMBERS = (position, reached) -> {
        String[] wanted = position.split(":");
        String[] host = reached.split(":");
        int timelines = Integer.compare(Integer.parseInt(wanted[0]), Integer.parseInt(host[0]));
        if (timelines > 0 || Integer.parseInt(wanted[1]) > Integer.parseInt(host[1])) {
            return Relation.BEHIND;
        }
        return timelines == 0 ? Relation.REACHED : Relation.EARLIER_TIMELINE;
    };

    /** What time it is: late, unless a test says otherwise. */
    private static final class Clock implements Ticker {

        private long now = millis(1_000_000);

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            now += duration.toNanos();
        }
    }

    private final Clock clock = new Clock();
    private final History history = new History(NUMBERS, clock);

    private static HostReport primary(int timeline, int place) {
        return new HostReport(HostRole.PRIMARY, "cluster", timeline, timeline + ":" + place);
    }

    private static HostReport replica(int timeline, int place) {
        return new HostReport(HostRole.REPLICA, "cluster", timeline, timeline + ":" + place);
    }

    private static long millis(long number) {
        return Duration.ofMillis(number).toNanos();
    }

    @Test
    void lag_isTheAgeOfWhatThePrimaryHadThatTheReplicaHas() {
        history.answered(primary(1, 100), null, millis(0));
        history.answered(primary(1, 200), null, millis(1_000));
        history.answered(primary(1, 300), null, millis(2_000));
        assertThat(history.answered(replica(1, 300), null, millis(2_020))).isEqualTo(Duration.ofMillis(20));
        assertThat(history.answered(replica(1, 299), null, millis(2_020))).isEqualTo(Duration.ofMillis(1_020));
        assertThat(history.answered(replica(1, 99), null, millis(2_020)))
                .as("older than anything known")
                .isNull();
    }

    @Test
    void lag_ofAReplicaThatHasWhatThePrimaryHadLater_isZero() {
        history.answered(primary(1, 300), null, millis(2_000));
        assertThat(history.answered(replica(1, 300), null, millis(1_990))).isZero();
    }

    @Test
    void coveringAt_isTheEarliestPositionThatCoversTheMoment() {
        assertThat(history.coveringAt(millis(0))).isNull();
        history.answered(primary(1, 100), null, millis(1_000));
        history.answered(primary(1, 200), null, millis(2_000));
        assertThat(history.coveringAt(millis(500))).isEqualTo("1:100");
        assertThat(history.coveringAt(millis(1_500))).isEqualTo("1:200");
        assertThat(history.coveringAt(millis(2_001))).isNull();
    }

    @Test
    void clockThatWentBack_makesNoOldPositionANewOne() {
        history.answered(primary(1, 100), null, millis(600_000));
        history.answered(primary(1, 200), null, millis(900_000));
        clock.now = millis(500_000);
        assertThat(history.coveringAt(millis(490_000))).isNull();
        history.answered(primary(1, 200), null, millis(910_000)); // asked before
        assertThat(history.coveringAt(millis(490_000))).isNull();
        history.answered(primary(1, 300), null, millis(499_000));
        assertThat(history.coveringAt(millis(490_000))).isEqualTo("1:300");
        assertThat(history.passedAt("1:100")).isEqualTo(millis(499_000));
        assertThat(history.answered(replica(1, 200), null, millis(500_000))).isNull();
    }

    @Test
    void positionOfAnEarlierTimeline_countsAsReached_onlyIfItWasCarriedOver() {
        history.answered(primary(2, 500), replica(1, 300), millis(0)); // it was promoted, and had come to 300 before
        assertThat(history.relation("1:300", primary(2, 500))).isEqualTo(Relation.REACHED);
        assertThat(history.relation("1:250", replica(2, 400))).isEqualTo(Relation.REACHED);
        assertThat(history.relation("1:301", primary(2, 500))).isEqualTo(Relation.EARLIER_TIMELINE);
        assertThat(history.relation("1:501", primary(2, 500))).isEqualTo(Relation.BEHIND);
        assertThat(history.relation("1:250", replica(2, 200))).isEqualTo(Relation.BEHIND);
    }

    @Test
    void withoutPositions_nothingIsReached_andNoLagIsKnown() {
        History none = new History(null, clock);
        assertThat(none.hasPositions()).isFalse();
        assertThat(none.answered(HostReport.of(HostRole.REPLICA), null, 0)).isNull();
        assertThat(none.relation("1:1", HostReport.of(HostRole.PRIMARY))).isEqualTo(Relation.BEHIND);
    }

    @Test
    void commitsOfThisProcess_tellWhereThePrimaryWas() {
        assertThat(history.hasCommitted("1:100", primary(1, 50))).isFalse();
        assertThat(history.passedAt("1:100")).isNull();
        history.committed("1:100", millis(10));
        history.committed("1:200", millis(20));
        assertThat(history.hasCommitted("1:200", primary(1, 50))).isTrue();
        assertThat(history.hasCommitted("1:201", primary(1, 50))).isFalse();
        assertThat(history.passedAt("1:100")).isEqualTo(millis(10));
        assertThat(history.passedAt("1:101")).isEqualTo(millis(20));
        assertThat(history.passedAt("1:201")).isNull();
        assertThat(history.answered(replica(1, 150), null, millis(30))).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void positionOfAFormerPrimary_thatFollowsAnother_isNotKnownToBeCarriedOver() {
        history.answered(replica(2, 500), primary(1, 300), millis(0));
        assertThat(history.relation("1:300", replica(2, 500))).isEqualTo(Relation.EARLIER_TIMELINE);
    }

    @Test
    void commitOfThisProcess_onATimelineThatEnded_saysNothingOfTheNewPrimary() {
        history.committed("1:200", millis(10));
        assertThat(history.hasCommitted("1:200", primary(2, 150)))
                .as("it may have been lost")
                .isFalse();
    }

    @Test
    void lag_isKnownAgain_onceANewTimelineBegins() {
        for (int i = 0; i < 100; i++) {
            history.answered(primary(1, 100 + i), null, millis(1_000 * i));
        }
        history.answered(primary(2, 150), null, millis(100_000));
        history.answered(primary(2, 160), null, millis(101_000));
        assertThat(history.answered(replica(2, 155), null, millis(101_020))).isEqualTo(Duration.ofMillis(1_020));
    }
}
