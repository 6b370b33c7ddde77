package dev.hawser;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of migrations did. Immutable.
 *
 * @param applied those that were applied, in their order, each as {@code 3 add orders}; empty if nothing was pending
 * @param version the highest version that is applied now; null if none is
 * @param took how long it took, waiting for others included
 */
public record MigrationSummary(
        List<String> applied, @Nullable String version, Duration took) {

    public MigrationSummary {
        applied = List.copyOf(applied);
    }
}
