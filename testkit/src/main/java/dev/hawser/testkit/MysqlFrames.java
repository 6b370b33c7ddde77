package dev.hawser.testkit;

import java.nio.ByteBuffer;

/** One direction of a connection to MySQL or MariaDB. The type of a message is its number: a command is 0, and its answer begins with 1. */
final class MysqlFrames extends MessageFrames {

    private static final int HEADER = 4;

    @Override
    int headerLength() {
        return HEADER;
    }

    /** The least byte of the length comes first. */
    @Override
    Header header(ByteBuffer bytes) {
        int length = (bytes.get() & 0xff) | (bytes.get() & 0xff) << 8 | (bytes.get() & 0xff) << 16;
        return new Header((char) (bytes.get() & 0xff), length, true);
    }
}
