package dev.hawser.server.access;

/** Tells good tokens from others. Thread-safe. */
interface TokenVerifier extends AutoCloseable {

    /**
     * Whose token this is. It may block for some seconds where keys are fetched from elsewhere.
     *
     * @throws Refusal if it is not good
     */
    Principal verify(String token);

    @Override
    default void close() {}
}
