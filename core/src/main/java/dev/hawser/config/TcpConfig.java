package dev.hawser.config;

import java.time.Duration;

/**
 * TCP keepalive of the connections. Immutable.
 *
 * @param keepaliveIdle silence before the first probe
 * @param keepaliveInterval time between probes
 * @param keepaliveCount probes without an answer before the connection counts as dead
 */
public record TcpConfig(Duration keepaliveIdle, Duration keepaliveInterval, int keepaliveCount) {}
