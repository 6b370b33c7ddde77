package dev.hawser.config;

import java.time.Duration;

/**
 * How often a database is asked how it is. Immutable.
 *
 * @param interval how old an answer may be before it is asked anew
 * @param timeout how long an answer is waited for; the deadline of {@code health()}
 */
public record HealthConfig(Duration interval, Duration timeout) {}
