package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostRole;
import dev.hawser.Position;
import dev.hawser.config.BackupCompression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {

    static Manifest manifest(String id, @Nullable BackupKey key) {
        return new Manifest(
                id,
                "shop",
                "postgresql",
                "PostgreSQL 15.14",
                new BackupTool("pg_dump", "15.14"),
                "pg_dump-custom",
                BackupCompression.ZSTD,
                key == null ? null : key.id(),
                1_000,
                400,
                "ab".repeat(32),
                BackupId.time(id).orElse(Instant.parse("2026-11-22T09:30:00Z")),
                Duration.ofMillis(1234),
                "db2:5432",
                HostRole.REPLICA,
                new Position("shop", "1/0/16B3748"),
                new Contents(Map.of(
                        "public.orders", new TableContent(12, null), "public.\"ü\n\"", new TableContent(0, "c0"))),
                key == null ? null : "odd",
                new Verification(Instant.parse("2026-11-22T09:31:00Z"), Duration.ofSeconds(3), 2, 12, 1, List.of()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void written_isReadBack_andEveryBitOfItIsChecked(boolean signed) throws DamagedBackupException {
        BackupKey key = signed ? Keys.key() : null;
        Manifest manifest = manifest("20261122T093000Z-k3x9qa", key);
        byte[] file = ManifestFile.write(manifest, key);
        assertThat(ManifestFile.read(file, key)).isEqualTo(manifest);
        assertThat(ManifestFile.read(file, null)).isEqualTo(manifest);
        assertThat(new String(file, StandardCharsets.UTF_8))
                .contains("\"server_version\" : \"PostgreSQL 15.14\"", "\"started_at\" : \"2026-11-22T09:30:00Z\"");
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] changed = file.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ManifestFile.read(changed, key))
                    .as("bit %d", bit)
                    .isInstanceOf(DamagedBackupException.class);
        }
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ManifestFile.read(cut, key)).isInstanceOf(DamagedBackupException.class);
        }
    }

    /** Whoever can write the file can make its SHA-256 right, too. */
    @Test
    void writtenAnew_byOneWithoutTheKey_isTold() {
        BackupKey key = Keys.key();
        BackupKey other = Keys.key();
        Manifest manifest = manifest("20261122T093000Z-k3x9qa", key);
        byte[] forged = ManifestFile.write(manifest, other);
        assertThatThrownBy(() -> ManifestFile.read(forged, key))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("does not have the key");
        byte[] unsigned = ManifestFile.write(manifest, null);
        assertThatThrownBy(() -> ManifestFile.read(unsigned, key)).isInstanceOf(DamagedBackupException.class);
    }
}
