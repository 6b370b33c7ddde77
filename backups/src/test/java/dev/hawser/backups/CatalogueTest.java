package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.BackupCompression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {

    @TempDir
    private Path root;

    private Catalogue catalogue;

    @BeforeEach
    void open() {
        catalogue = new Catalogue(root, "shop", null);
    }

    private Manifest stored(String id) throws IOException {
        Manifest manifest = ManifestFileTest.manifest(id, null);
        try (CatalogueLock lock = catalogue.lock("testing")) {
            Files.write(catalogue.part(id), new byte[(int) manifest.storedBytes()]);
            catalogue.publish(manifest);
        }
        return manifest;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(catalogue.directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void published_isListed_theNewestFirst_andFound() throws IOException {
        assertThat(catalogue.list()).isEmpty();
        Manifest older = stored("20261122T093000Z-k3x9qa");
        Manifest newer = stored("20261122T093001Z-a3x9qa");
        assertThat(catalogue.list()).extracting(StoredBackup::manifest).containsExactly(newer, older);
        assertThat(catalogue.find("latest").id()).isEqualTo(newer.id());
        assertThat(catalogue.find(older.id()).startedAt()).isEqualTo(Instant.parse("2026-11-22T09:30:00Z"));
        assertThatThrownBy(() -> catalogue.find("20261122T093001Z-another"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("20261122T093001Z-another")
                .hasMessageContaining("hawser backup list");
        assertThat(Files.getPosixFilePermissions(catalogue.directory()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void leftBehindByADeadRun_isGone_andWhatIsWholeIsNot() throws IOException {
        Manifest whole = stored("20261122T093000Z-k3x9qa");
        Files.writeString(catalogue.part("20261122T094000Z-dead22"), "half");
        Files.writeString(hidden("20261122T094500Z-dead44.json.part"), "the manifest of a payload without its name");
        Files.writeString(hidden(whole.id() + ".json.part"), "half of what a verification found");
        Files.writeString(catalogue.createStaging("20261122T094000Z-dead22").resolve("big"), "half");
        Path other = Files.writeString(catalogue.directory().resolve("notes.txt"), "somebody's own");
        assertThat(catalogue.list()).extracting(StoredBackup::manifest).containsExactly(whole);
        catalogue.lock("testing").close();
        assertThat(files())
                .containsExactly(
                        ".lock",
                        ".notes",
                        whole.id() + ".hawser",
                        whole.id() + ".json",
                        other.getFileName().toString());
        assertThat(catalogue.list()).extracting(StoredBackup::manifest).containsExactly(whole);
    }

    private Path hidden(String name) {
        return catalogue.directory().resolve("." + name);
    }

    @Test
    void diedBeforeTheManifestGotItsName_isFinishedByTheNext() throws IOException {
        Manifest whole = stored("20261122T093000Z-k3x9qa");
        Path manifest = catalogue.directory().resolve(whole.id() + ".json");
        Files.move(manifest, hidden(whole.id() + ".json.part"));
        assertThat(catalogue.list()).as("not one whose manifest is missing").isEmpty();
        catalogue.lock("testing").close();
        assertThat(catalogue.list()).extracting(StoredBackup::manifest).containsExactly(whole);
    }

    @Test
    void diedWhileRemoving_isRemovedByTheNext() throws IOException {
        Manifest removed = stored("20261122T093000Z-k3x9qa");
        Files.move(catalogue.directory().resolve(removed.id() + ".json"), hidden(removed.id() + ".removed"));
        assertThat(catalogue.list()).isEmpty();
        catalogue.lock("testing").close();
        assertThat(files()).containsExactly(".lock", ".notes");
    }

    @Test
    void payloadWithoutManifest_isListed_andNeverRemoved() throws IOException {
        String alone = "20261122T095000Z-a2b3c4";
        Manifest newer = stored("20261122T100000Z-k3x9qa");
        Files.writeString(catalogue.payload(alone), "copied back before its manifest");
        catalogue.lock("testing").close();
        assertThat(catalogue.list()).extracting(StoredBackup::id).containsExactly(newer.id(), alone);
        assertThat(catalogue.find(alone).problem())
                .startsWith("its manifest is missing")
                .contains(alone + ".json");
        assertThat(catalogue.find("latest").id()).isEqualTo(newer.id());
        assertThat(catalogue.payload(alone)).exists();
    }

    @Test
    void payload_cutOrMissing_orManifestOfAnother_isDamage_andNeverTheLatest() throws IOException {
        Manifest good = stored("20261122T093000Z-k3x9qa");
        Manifest cut = stored("20261122T093001Z-k3x9qa");
        Manifest missing = stored("20261122T093002Z-k3x9qa");
        Manifest renamed = stored("20261122T093003Z-k3x9qa");
        Manifest changed = stored("20261122T093004Z-k3x9qa");
        Files.write(catalogue.payload(cut.id()), new byte[399]);
        Files.delete(catalogue.payload(missing.id()));
        Path manifests = catalogue.directory();
        Files.write(
                manifests.resolve(renamed.id() + ".json"), Files.readAllBytes(manifests.resolve(good.id() + ".json")));
        Files.writeString(manifests.resolve(changed.id() + ".json"), "{}");
        assertThat(catalogue.list())
                .extracting(
                        backup -> backup.damage() == null ? "" : backup.damage().replaceAll("/.*/", ""))
                .containsExactly(
                        "its manifest does not end with the check that it was written with",
                        "its manifest is that of the backup " + good.id() + " of shop",
                        "its payload " + missing.id() + ".hawser is missing",
                        "its payload has 399 bytes, and was written with 400",
                        "");
        assertThat(catalogue.find("latest").id()).isEqualTo(good.id());
    }

    @Test
    void lock_isOnes_andSaysWhose() throws IOException {
        try (CatalogueLock held = catalogue.lock("taking a backup")) {
            assertThatThrownBy(() -> new Catalogue(root, "shop", null).lock("pruning"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("this process")
                    .hasMessageContaining("one backup of a database at a time");
            new Catalogue(root, "another", null).lock("taking a backup").close();
        }
        catalogue.lock("taking a backup").close();
    }

    @Test
    void name_thatLeadsElsewhere_isRefused() {
        for (String name : List.of("../shop", "a/b", "..", ".", "", "a\\b")) {
            assertThatThrownBy(() -> new Catalogue(root, name, null))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void space_isWhatTheLastOneNeeded_inProportion() throws IOException {
        assertThat(DiskSpace.needed(1_000_000, catalogue.list(), BackupCompression.ZSTD))
                .isEqualTo(1_100_000);
        stored("20261122T093000Z-k3x9qa"); // 400 of 1,000 bytes
        assertThat(DiskSpace.needed(1_000_000, catalogue.list(), BackupCompression.ZSTD))
                .isEqualTo(440_000);
        assertThat(DiskSpace.needed(1_000_000, catalogue.list(), BackupCompression.NONE))
                .as("nothing is known of that compression")
                .isEqualTo(1_100_000);
        assertThatThrownBy(() -> DiskSpace.require(
                        root, OptionalLong.of(Long.MAX_VALUE / 4), false, List.of(), BackupCompression.ZSTD, "shop"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("are free")
                .hasMessageContaining("hawser backup prune");
        DiskSpace.require(root, OptionalLong.of(1), false, List.of(), BackupCompression.ZSTD, "shop");
        DiskSpace.require(root, OptionalLong.empty(), false, List.of(), BackupCompression.ZSTD, "shop");
    }
}
