package dev.hawser.testkit;

/** What becomes of clients that connect to a {@link TcpProxy}. */
public enum Arrivals {
    /** They are passed on to the server. */
    PASSED,
    /** They are refused, as by a machine on which no server runs. The proxy keeps its port. */
    REFUSED,
    /** They are accepted and never answered, as by a server that hangs. */
    UNANSWERED,
    /**
     * Their packets are dropped, as by a machine or a network that is gone: their connect never ends by itself. The first one or two may be accepted, by the kernel
     * alone.
     */
    DROPPED
}
