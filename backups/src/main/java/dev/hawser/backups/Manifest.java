package dev.hawser.backups;

import dev.hawser.HostRole;
import dev.hawser.Position;
import dev.hawser.config.BackupCompression;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a backup. It lies beside the payload. Immutable.
 *
 * @param id such as {@code 20261122T093000Z-k3x9qa}: when it began, and six random characters
 * @param database the configured name
 * @param engine such as {@code postgresql}
 * @param serverVersion of what it was taken from
 * @param tool what made it
 * @param format what the payload is, for the tool that restores it
 * @param keyId {@link BackupKey#id()} of the key it is encrypted with; null if it is not
 * @param plainBytes what the tool wrote
 * @param storedBytes how long the payload is
 * @param sha256 of the payload, in hexadecimal digits
 * @param took from the beginning until it was stored
 * @param host where it was taken from
 * @param position the point in the database's history that it holds; null if the engine has none
 * @param contents what was counted on the source at that moment; empty if that could not be had
 * @param warning why it is not taken for a good one, though it is what was there; null if nothing speaks against it
 * @param verification what came of the last one; null if it was not verified
 */
public record Manifest(
        String id,
        String database,
        String engine,
        String serverVersion,
        BackupTool tool,
        String format,
        BackupCompression compression,
        @Nullable String keyId,
        long plainBytes,
        long storedBytes,
        String sha256,
        Instant startedAt,
        Duration took,
        String host,
        HostRole role,
        @Nullable Position position,
        Contents contents,
        @Nullable String warning,
        @Nullable Verification verification) {

    /** Whether it was restored, and was what was backed up. */
    public boolean isVerified() {
        return verification != null && verification.passed();
    }

    Manifest with(Verification latest) {
        return new Manifest(
                id,
                database,
                engine,
                serverVersion,
                tool,
                format,
                compression,
                keyId,
                plainBytes,
                storedBytes,
                sha256,
                startedAt,
                took,
                host,
                role,
                position,
                contents,
                warning,
                latest);
    }
}
