package dev.hawser.engines;

import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Waits for what publishers give. */
final class MongodbReactor {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private MongodbReactor() {}

    /** Everything, in order. */
    static <T> List<T> all(Publisher<T> publisher) {
        return Flux.from(publisher).collectList().block(PATIENCE);
    }

    /** The first; null if there is none. */
    static <T> T first(Publisher<T> publisher) {
        return Flux.from(publisher).blockFirst(PATIENCE);
    }
}
