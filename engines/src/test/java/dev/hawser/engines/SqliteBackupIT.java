package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SqliteBackupIT {

    @TempDir
    private Path directory;

    private DatabaseManager manager;
    private SqlDatabase notes;

    @BeforeEach
    void fill() {
        open("sqlite:///" + directory.resolve("notes.db"));
    }

    private void open(String url) {
        manager = manager(url);
        notes = manager.sql("notes");
        notes.update("create table notes (id integer primary key, text blob)");
        notes.update("insert into notes (text) values ('kept')");
    }

    private DatabaseManager manager(String url) {
        return DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("notes").url(url)))
                .open();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private long count(Path copy) {
        try (DatabaseManager copied = manager("sqlite:///" + copy)) {
            assertThat(copied.sql("notes").queryOne("pragma integrity_check", String.class))
                    .contains("ok");
            return copied.sql("notes")
                    .queryOne("select count(*) from notes", Long.class)
                    .orElseThrow();
        }
    }

    @Test
    void copy_whileSomebodyWrites_holdsTheLastCommit_andKeepsNobodyWaiting() throws Exception {
        Path copy = directory.resolve("copy.db");
        try (Session writer = notes.session()) {
            writer.update("insert into notes (text) values (randomblob(1000000))");
            SqliteBackup.copy(notes, copy);
            writer.commit();
        }
        assertThat(count(copy)).isEqualTo(1);
        assertThat(notes.queryOne("select count(*) from notes", Long.class)).contains(2L);
        assertThat(notes.stats().active()).isZero();
    }

    @Test
    void copy_databaseInMemory_becomesAFile() throws Exception {
        manager.close();
        open("sqlite::memory:");
        Path copy = directory.resolve("copy.db");
        SqliteBackup.copy(notes, copy);
        assertThat(count(copy)).isEqualTo(1);
        assertThat(notes.queryOne("select count(*) from notes", Long.class)).contains(1L);
    }

    @Test
    void copies_toOneTargetAtTheSameTime_leaveOneThatIsComplete() throws Exception {
        notes.update("insert into notes (text) values (randomblob(5000000))");
        Path copy = directory.resolve("copy.db");
        List<CompletableFuture<Boolean>> copies = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                SqliteBackup.copy(notes, copy);
                                return true;
                            } catch (FileAlreadyExistsException otherWasFirst) {
                                return false;
                            } catch (IOException | SQLException failed) {
                                throw new IllegalStateException(failed);
                            }
                        },
                        task -> new Thread(task, "copier").start()))
                .limit(4)
                .toList();
        assertThat(copies.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
        assertThat(count(copy)).isEqualTo(2);
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void copy_targetExists_isLeftAsItIs() throws Exception {
        Path there = Files.writeString(directory.resolve("there.db"), "precious");
        assertThatThrownBy(() -> SqliteBackup.copy(notes, there)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).hasContent("precious");
    }

    @Test
    void copy_directoryMissing_failsAndLeavesNothing() {
        Path copy = directory.resolve("no such directory").resolve("copy.db");
        assertThatThrownBy(() -> SqliteBackup.copy(notes, copy)).isInstanceOf(NoSuchFileException.class);
        assertThat(copy.getParent()).doesNotExist();
        assertThat(notes.queryOne("select count(*) from notes", Long.class)).contains(1L);
    }
}
