package dev.hawser.testkit;

import java.nio.ByteBuffer;

/** One direction of a connection to PostgreSQL. */
final class PostgresFrames extends MessageFrames {

    /** The type of the messages that have none, with which a client begins. */
    static final char UNTYPED = '\0';

    private static final int LENGTH_BYTES = 4;

    private final String kept;
    private boolean typed;

    /**
     * Nothing has been read.
     *
     * @param kept the types whose bodies are wanted
     */
    PostgresFrames(boolean typed, String kept) {
        this.typed = typed;
        this.kept = kept;
    }

    /** Messages that follow begin with their type. */
    void typedFromNowOn() {
        typed = true;
    }

    @Override
    int headerLength() {
        return typed ? 1 + LENGTH_BYTES : LENGTH_BYTES;
    }

    @Override
    Header header(ByteBuffer bytes) {
        char type = typed ? (char) (bytes.get() & 0xff) : UNTYPED;
        return new Header(type, bytes.getInt() - LENGTH_BYTES, type == UNTYPED || kept.indexOf(type) >= 0);
    }
}
