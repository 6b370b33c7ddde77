package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.spi.DatabaseClient.Load;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections to each host that one of the driver's clients may have, and how many of them are lent. Thread-safe. */
final class MongodbShare {

    private final int connections;
    private final Map<HostSpec, Use> hosts = new ConcurrentHashMap<>();

    private static final class Use {
        private final AtomicInteger lent = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();
    }

    /** {@code connections}: to each host. */
    MongodbShare(int connections) {
        this.connections = connections;
    }

    int connections() {
        return connections;
    }

    private Use use(HostSpec host) {
        return hosts.computeIfAbsent(host, first -> new Use());
    }

    void waiting(HostSpec host) {
        use(host).waiting.incrementAndGet();
    }

    void acquired(HostSpec host) {
        Use use = use(host);
        use.lent.incrementAndGet();
        use.waiting.decrementAndGet();
    }

    void notAcquired(HostSpec host) {
        use(host).waiting.decrementAndGet();
    }

    void released(HostSpec host) {
        use(host).lent.decrementAndGet();
    }

    Load load() {
        Load load = Load.FREE;
        for (Use use : hosts.values()) {
            if (use.lent.get() >= connections) {
                if (use.waiting.get() > 0) {
                    return Load.OVERRUN;
                }
                load = Load.EXHAUSTED;
            }
        }
        return load;
    }
}
