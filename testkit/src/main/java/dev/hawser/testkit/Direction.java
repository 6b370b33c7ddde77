package dev.hawser.testkit;

/** Which way something travels through a {@link TcpProxy}. */
public enum Direction {
    /** What clients send. */
    TO_SERVER,
    /** What servers answer. */
    TO_CLIENT
}
