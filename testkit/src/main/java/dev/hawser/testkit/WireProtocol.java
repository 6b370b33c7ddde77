package dev.hawser.testkit;

import java.nio.ByteBuffer;
import java.util.List;

/** What a {@link TcpProxy} must know of a protocol to do something at a certain message. Implemented for each protocol: {@link PostgresMessages}, {@link MysqlMessages}. Thread-safe. */
@FunctionalInterface
public interface WireProtocol {

    /** Sees no messages. */
    WireProtocol UNKNOWN = () -> (direction, bytes) -> List.of();

    /** Begins to read along on a new connection. */
    Reader read();

    /** Reads along on one connection, from its first byte on. Each direction has a thread of its own, and both may call at the same time. */
    @FunctionalInterface
    interface Reader {

        /** The messages that end in {@code bytes}, in their order. Bytes come as the network delivers them: a message may be spread over many calls. */
        List<WireMessage> read(Direction direction, ByteBuffer bytes);
    }
}
