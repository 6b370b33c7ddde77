package dev.hawser.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJournalTest {

    private static final HostSpec DB1 = new HostSpec("db1", 5432);
    private static final HostSpec DB2 = new HostSpec("db2", 5432);

    private final ManualTicker ticker = new ManualTicker();
    private final EventJournal journal = new EventJournal(ticker);

    private static DatabaseEvent refused(HostSpec host) {
        return new DatabaseEvent.ConnectFailed(
                "shop", host, ErrorCategory.CONNECTION_REFUSED, "shop: no server", Duration.ofMillis(5));
    }

    @Test
    void events_areSentences_newestFirst_withIdsThatRise() {
        journal.on(new DatabaseEvent.FailoverCompleted("shop", DB2, 7));
        journal.on(new DatabaseEvent.HostChanged("shop", DB1, HostRole.UNKNOWN, HostState.DOWN));
        journal.on(new DatabaseEvent.HealthChanged("shop", HealthStatus.HEALTHY, HealthStatus.DEGRADED, "db1 is down"));
        List<LiveEvent> events = journal.of("shop", 10);
        assertThat(events)
                .extracting(LiveEvent::message)
                .containsExactly(
                        "shop is degraded and was healthy: db1 is down",
                        "db1:5432 is down, its role unknown",
                        "db2:5432 is the primary now, on timeline 7");
        assertThat(events).extracting(LiveEvent::id).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(journal.since(events.get(2).id())).hasSize(2);
        assertThat(journal.since(journal.lastId())).isEmpty();
        assertThat(journal.of("shop", 1)).hasSize(1);
        assertThat(journal.of("other", 10)).isEmpty();
    }

    @Test
    void sameFailureOfAHost_isToldAgainAfterAWhile_withHowOftenItCameMeanwhile() {
        for (int i = 0; i < 5; i++) {
            journal.on(refused(DB1));
        }
        journal.on(refused(DB2));
        assertThat(journal.of("shop", 10)).hasSize(2);
        ticker.advance(Duration.ofSeconds(31));
        journal.on(refused(DB1));
        assertThat(journal.of("shop", 10)).hasSize(3);
        assertThat(journal.of("shop", 10).get(0).details()).containsEntry("repeated", 4);
    }

    @Test
    void databaseThatFailsAllTheTime_displacesNoOthersEvents() {
        journal.on(new DatabaseEvent.Healed("quiet", 3));
        for (int i = 0; i < 2 * EventJournal.EVENTS_PER_DATABASE; i++) {
            journal.on(new DatabaseEvent.FailoverCompleted("shop", DB2, i));
        }
        assertThat(journal.of("shop", 1_000)).hasSize(EventJournal.EVENTS_PER_DATABASE);
        assertThat(journal.of("quiet", 10)).hasSize(1);
    }

    @Test
    void whatHappensAllTheTime_isNotNoted() {
        journal.on(new DatabaseEvent.ConnectionOpened("shop", DB1, Duration.ofMillis(3)));
        journal.on(new DatabaseEvent.ConnectionClosed("shop", DB1, "recycled"));
        journal.on(new DatabaseEvent.Retrying("shop", 1, Duration.ofSeconds(1), ErrorCategory.CONNECTION_LOST));
        assertThat(journal.of("shop", 10)).isEmpty();
        assertThat(journal.hearsTraffic()).isFalse();
    }
}
