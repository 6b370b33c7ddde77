package dev.hawser.event;

/** A listener's connection to what it listens to. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** The listener is told nothing that begins after this. Again has no effect. */
    @Override
    void close();
}
