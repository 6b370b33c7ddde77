package dev.hawser.config;

import java.time.Duration;

/**
 * What clients of the server may take of it. Immutable.
 *
 * @param requestBytes the largest body
 * @param headerBytes the largest head: address and headers
 * @param requestsPerSecond of one client address; twice as many may come at once; 0 for any number
 * @param slowClient how long a client may take to send a request, or to take what it is sent
 * @param connections of all clients at a time
 * @param connectionsPerAddress of one client address at a time; 0 for any number
 * @param eventStreams of all clients at a time
 * @param eventStreamsPerClient of one client address at a time
 */
public record LimitsConfig(
        int requestBytes,
        int headerBytes,
        int requestsPerSecond,
        Duration slowClient,
        int connections,
        int connectionsPerAddress,
        int eventStreams,
        int eventStreamsPerClient) {}
