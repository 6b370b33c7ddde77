package dev.hawser.server;

import dev.hawser.DrainReport;

/** How a pause began: how long it took until nothing ran any more, and how many connections had to be cancelled for that. Immutable. */
record PauseJson(long tookMs, int cancelled) {

    static PauseJson of(DrainReport report) {
        return new PauseJson(report.took().toMillis(), report.late().size());
    }
}
