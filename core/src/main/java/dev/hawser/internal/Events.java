package dev.hawser.internal;

import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import dev.hawser.event.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners. A listener that throws is named in the log and does not disturb the others. Thread-safe. */
public final class Events {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private final List<Entry> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean trafficHeard;

    /** Compared by identity: the same listener may listen twice. */
    private static final class Entry {
        private final DatabaseListener listener;
        private final boolean hearsTraffic;

        Entry(DatabaseListener listener) {
            this.listener = listener;
            this.hearsTraffic = listener.hearsTraffic();
        }
    }

    public Events(List<DatabaseListener> listeners) {
        listeners.forEach(this::listen);
    }

    /** Tells this one too from now on. */
    public Subscription listen(DatabaseListener listener) {
        Entry entry = new Entry(listener);
        listeners.add(entry);
        noteWhoHears();
        return () -> {
            listeners.remove(entry);
            noteWhoHears();
        };
    }

    private synchronized void noteWhoHears() {
        trafficHeard = listeners.stream().anyMatch(entry -> entry.hearsTraffic);
    }

    /** Whether anybody hears of statements and loans, so that events need not be made for nobody. */
    public boolean trafficHeard() {
        return trafficHeard;
    }

    public void tell(DatabaseEvent event) {
        boolean traffic = event instanceof DatabaseEvent.Traffic;
        for (Entry entry : listeners) {
            if (entry.hearsTraffic || !traffic) {
                tell(entry.listener, event);
            }
        }
    }

    private static void tell(DatabaseListener listener, DatabaseEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException thrown) {
            log.atWarn()
                    .setMessage("a listener failed")
                    .addKeyValue("listener", listener.getClass().getName())
                    .addKeyValue("event", event.getClass().getSimpleName())
                    .setCause(thrown)
                    .log();
        }
    }
}
