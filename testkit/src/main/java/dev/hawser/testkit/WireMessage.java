package dev.hawser.testkit;

/**
 * A message that a client or a server sends through a {@link TcpProxy}, as far as faults need to know it. Immutable.
 *
 * @param type its name in the protocol's manual, such as {@code Execute} or {@code CommandComplete}
 * @param text what it is about: of a request the SQL that it runs, of an answer what the server says was done; empty if there is no such thing
 * @param commit whether it asks for a commit, or says that there was one
 * @param start where it begins in the bytes that were read; 0 if that was in earlier ones
 */
public record WireMessage(Direction direction, String type, String text, boolean commit, int start) {

    /** Whether it makes the server commit. */
    public boolean asksForCommit() {
        return commit && direction == Direction.TO_SERVER;
    }

    /** Whether it tells the client that the server has committed. */
    public boolean confirmsCommit() {
        return commit && direction == Direction.TO_CLIENT;
    }
}
