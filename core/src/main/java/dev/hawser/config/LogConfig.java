package dev.hawser.config;

import java.time.Duration;

/**
 * What is logged of statements. Immutable.
 *
 * @param echo whether every statement is logged at INFO
 * @param slowQuery statements that take at least this long are logged at WARN; zero for never
 */
public record LogConfig(boolean echo, Duration slowQuery) {}
