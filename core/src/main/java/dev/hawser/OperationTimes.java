package dev.hawser;

import dev.hawser.error.ErrorCategory;
import org.jspecify.annotations.Nullable;

/**
 * How long the statements took that ran on one host and ended in one way, since the database was opened. Immutable.
 *
 * @param error the kind of error they failed with; null for those that succeeded
 */
public record OperationTimes(HostSpec host, @Nullable ErrorCategory error, TimeDistribution times) {}
