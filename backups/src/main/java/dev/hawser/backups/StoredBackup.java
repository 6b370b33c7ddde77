package dev.hawser.backups;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup in the catalogue, as far as it can be told without reading its payload. Immutable.
 *
 * @param payload the file
 * @param startedAt as its manifest says, or to the second, as its id does
 * @param manifest null if it cannot be read
 * @param damage what is wrong with it; null if nothing is
 */
public record StoredBackup(
        String id,
        Path payload,
        Instant startedAt,
        @Nullable Manifest manifest,
        @Nullable String damage) {

    /** Whether nothing speaks against it: it need not be verified. */
    public boolean isGood() {
        return problem() == null;
    }

    /** What speaks against it: damage, what the last verification found, or what was odd when it was taken; null if nothing does. */
    public @Nullable String problem() {
        if (damage != null) {
            return damage;
        }
        if (manifest == null) {
            return null;
        }
        Verification verification = manifest.verification();
        return verification == null || verification.passed()
                ? manifest.warning()
                : String.join("; ", verification.problems());
    }

    /** Whether it is known to restore. */
    public boolean isVerified() {
        return damage == null && manifest != null && manifest.isVerified();
    }
}
