package dev.hawser.benchmarks;

/**
 * What one call cost on average.
 *
 * @param nanos its time
 * @param bytes what it allocated
 */
record Measurement(double nanos, double bytes) {}
