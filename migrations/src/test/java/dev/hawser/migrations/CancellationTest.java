package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.engines.SqliteEngine;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class CancellationTest {

    @TempDir
    Path directory;

    @Test
    void interruptedInAStatementThatTakesLong_endsIt_rollsItBack_andSaysWhatStays() throws Exception {
        Files.writeString(directory.resolve("V1__quick.sql"), "create table quick (id integer);");
        Files.writeString(
                directory.resolve("V2__endless.sql"),
                "create table endless (id integer);\ninsert into endless with recursive n(i) as"
                        + " (select 1 union all select i + 1 from n where i < 40000000) select count(*) from n;");
        Thread migrating = Thread.currentThread();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread stopping = new Thread(() -> {
            try {
                began.await();
                if (!over.await(300, TimeUnit.MILLISECONDS)) { // in the midst of it, and as good if it is before
                    migrating.interrupt();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        stopping.start();
        MigrationListener interrupting = new MigrationListener() {
            @Override
            public void statementStarted(PlannedStep step, int index) {
                if (index == 1) {
                    began.countDown();
                }
            }
        };
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .engines(List.of(new SqliteEngine()))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open()) {
            Migrations migrations = Migrations.builder(manager, "shop")
                    .locations("filesystem:" + directory)
                    .listener(interrupting)
                    .build();
            assertThatThrownBy(migrations::up)
                    .hasMessageContaining("V2__endless.sql")
                    .hasMessageContaining("had finished 1 migration, which stays");
            assertThat(Thread.interrupted()).isTrue();
            over.countDown();
            stopping.join(20_000);
            assertThat(manager.sql("shop")
                            .query("select name from sqlite_schema where name in ('quick', 'endless')", String.class))
                    .containsExactly("quick");
        }
    }
}
