package dev.hawser;

import java.time.Duration;
import java.util.List;

/**
 * How a pool was drained. Immutable.
 *
 * @param took how long it took, cancelling and cutting included
 * @param late who still held a connection when the time was over, and was cancelled or cut; empty if everything came back by itself
 */
public record DrainReport(Duration took, List<ConnectionHolder> late) {}
