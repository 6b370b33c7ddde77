package dev.hawser.internal;

import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners. A listener that throws is named in the log and does not disturb the others. Immutable. */
public final class Events {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private final List<DatabaseListener> listeners;

    public Events(List<DatabaseListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Whether anybody listens, so that events need not be made for nobody. */
    public boolean heard() {
        return !listeners.isEmpty();
    }

    public void tell(DatabaseEvent event) {
        for (DatabaseListener listener : listeners) {
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
}
