package dev.hawser.testkit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one transfer, as its caller saw it. Immutable.
 *
 * @param writer who made it, from 0
 * @param error the SQLSTATE, or the name of the exception's class if it has none; null if there was no exception
 */
public record TransferOutcome(
        long id,
        int writer,
        Instant began,
        Instant ended,
        Told told,
        @Nullable String error) {}
