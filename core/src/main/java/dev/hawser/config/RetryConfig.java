package dev.hawser.config;

import java.time.Duration;

/**
 * When to try again. Immutable.
 *
 * @param maxRetries attempts after the first, from 0
 * @param firstDelay the pause before the first retry; it doubles each time
 * @param maxDelay the longest pause
 * @param jitter the share of a pause that is random, 0 to 1; 0 makes pauses exact
 * @param conflictDelay the pause before a transaction that lost a conflict runs again; it doubles each time
 */
public record RetryConfig(
        int maxRetries, Duration firstDelay, Duration maxDelay, double jitter, Duration conflictDelay) {}
