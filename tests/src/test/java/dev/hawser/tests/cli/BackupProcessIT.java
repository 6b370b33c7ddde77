package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.tests.cli.HawserProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups in processes that are told to stop, are killed, run out of disk, or have little memory. */
@Tag("any-jdk")
class BackupProcessIT {

    private static final int MEGABYTES = 48;

    private static final Map<String, String> SLOWLY = Map.of("HAWSER_DEFAULT_BACKUPS_COMPRESSION", "gzip");

    @TempDir
    private static Path directory;

    private static Path catalogue;
    private static List<String> first;

    /** What does not compress takes gzip some seconds. */
    @BeforeAll
    static void fill() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("hawser.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table photos (id integer primary key, photo blob)");
            statement.execute("insert into photos (photo) select randomblob(1000000) from (with recursive n(i) as"
                    + " (select 1 union all select i + 1 from n where i < " + MEGABYTES + ") select i from n)");
        }
        catalogue = directory.resolve("backups").resolve("default");
        // Everything flows through: a heap of less than the database is enough.
        try (HawserProcess process =
                HawserProcess.start(directory, Map.of(), List.of("-Xmx32m"), "backup", "--to", "backups", "--verify")) {
            Result result = process.result();
            assertThat(result.exitCode()).as(result.everything()).isZero();
            assertThat(result.out()).contains("1 tables with " + MEGABYTES + " rows are what was backed up");
        }
        first = files();
        assertThat(first).hasSize(4).anyMatch(name -> name.endsWith(".hawser"));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.list(catalogue), Files.list(directory))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".") || name.matches(".*\\.(hawser|json)"))
                    .sorted()
                    .toList();
        }
    }

    private static HawserProcess begun() throws Exception {
        try (WatchService watch = catalogue.getFileSystem().newWatchService()) {
            catalogue.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            HawserProcess process = HawserProcess.start(directory, SLOWLY, List.of(), "backup", "--to", "backups");
            while (true) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                assertThat(key).as("it begins to write").isNotNull();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (String.valueOf(event.context()).endsWith(".part")) {
                        return process;
                    }
                }
                key.reset();
            }
        }
    }

    @Test
    void toldToStop_nothingIsLeft_andAnotherIsRefusedMeanwhile() throws Exception {
        try (HawserProcess process = begun()) {
            process.pause(); // lest it be done before the other one has started
            Result second = HawserProcess.run(directory, Map.of(), "backup", "--to", "backups");
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("are being changed by process", "taking a backup since", "one backup");
            Result stopped = process.terminate();
            assertThat(stopped.exitCode()).isEqualTo(128 + 15);
            assertThat(stopped.err()).contains("was interrupted");
        }
        assertThat(files()).isEqualTo(first);
    }

    @Test
    void killed_theNextOneTidiesUp_andEarlierOnesAreWhatTheyWere() throws Exception {
        try (HawserProcess process = begun()) {
            process.kill();
        }
        assertThat(files()).anyMatch(name -> name.endsWith(".part"));
        Result list = HawserProcess.run(directory, Map.of(), "backup", "list", "--from", "backups", "--json");
        assertThat(Http.JSON.readTree(list.out()).path("backups"))
                .hasSize(1)
                .allMatch(backup -> backup.path("good").booleanValue());
        try (Stream<Path> copies = Files.list(directory)) { // what a dead process has left, a while ago
            for (Path copy : copies.filter(file -> file.getFileName().toString().startsWith(".hawser.db."))
                    .toList()) {
                Files.setLastModifiedTime(copy, FileTime.from(Instant.now().minusSeconds(3_600)));
            }
        }
        Result next = HawserProcess.run(directory, Map.of(), "backup", "--to", "backups", "--json");
        String id = Http.JSON.readTree(next.out()).path("id").stringValue();
        List<String> left = new ArrayList<>(files());
        assertThat(left.removeIf(name -> name.startsWith(id))).isTrue();
        assertThat(left).isEqualTo(first);
        Files.delete(catalogue.resolve(id + ".json"));
        Files.delete(catalogue.resolve(id + ".hawser"));
    }

    @Test
    void diskFull_isTold_nothingIsLeft_andEarlierOnesAreWhatTheyWere() throws Exception {
        // No file may be larger than the database, which the stored one is by its frames.
        long kilobytes = Files.size(directory.resolve("hawser.db")) / 1024;
        List<String> limited = List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "limited");
        try (HawserProcess process = HawserProcess.startUnder(
                limited,
                directory,
                Map.of("HAWSER_DEFAULT_BACKUPS_COMPRESSION", "none"),
                List.of(),
                "backup",
                "--to",
                "backups")) {
            Result result = process.result();
            assertThat(result.exitCode()).as(result.everything()).isEqualTo(1);
            assertThat(result.err())
                    .contains("could not be written to", "File too large", "earlier backups are as they were");
        }
        assertThat(files()).isEqualTo(first);
    }
}
