package dev.hawser.cli;

import dev.hawser.migrations.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far a run goes: at most one of these is given. */
final class MigrationTarget {

    /** Upwards. */
    static final class Up {

        @Option(names = "--count", paramLabel = "N", description = "Apply N migrations.")
        private @Nullable Integer count;

        @Option(names = "--to", paramLabel = "VERSION", description = "Apply up to this version, and it.")
        private @Nullable String version;
    }

    /** Downwards. */
    static final class Down {

        @Option(names = "--count", paramLabel = "N", description = "Undo N migrations.")
        private @Nullable Integer count;

        @Option(
                names = "--to",
                paramLabel = "VERSION",
                description = "Undo what is behind this version, which stays; 0: everything.")
        private @Nullable String version;

        @Option(names = "--tag", paramLabel = "TAG", description = "Undo what was applied since this tag was given.")
        private @Nullable String tag;

        @Option(names = "--batch", description = "Undo what the last run of up applied.")
        private boolean batch;
    }

    private MigrationTarget() {}

    /** Everything, if nothing is said. */
    static Target of(@Nullable Up up) {
        if (up != null && up.count != null) {
            return Target.count(up.count);
        }
        return up != null && up.version != null ? Target.version(up.version) : Target.latest();
    }

    /** The last one, if nothing is said. */
    static Target of(@Nullable Down down) {
        if (down == null) {
            return Target.count(1);
        }
        if (down.version != null) {
            return Target.version(down.version);
        }
        if (down.tag != null) {
            return Target.tag(down.tag);
        }
        return down.batch ? Target.lastBatch() : Target.count(down.count == null ? 1 : down.count);
    }
}
