package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoWorkloadTest {

    @TempDir
    Path directory;

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(
                        DatabaseOptions.of("default").set("type", "sqlite").set("database", directory.resolve("d.db")))
                .open();
    }

    @Test
    void data_areTheSameEachTime_andCreatedOnce() {
        try (DatabaseManager databases = open()) {
            SqlDatabase database = databases.sql();
            DemoData.createIn(database);
            DemoData.createIn(database);
            assertThat(database.queryOne("select count(*) from restaurants", Long.class))
                    .contains(240L);
            assertThat(database.queryOne("select count(*) from reviews", Long.class))
                    .contains(600L);
            assertThat(database.queryOne("select name || ', ' || city from restaurants where id = 1", String.class))
                    .contains("Salty Oven, Nairobi");
        }
    }

    @Test
    void workload_readsAndWrites_withoutAFailure() throws Exception {
        try (DatabaseManager databases = open()) {
            SqlDatabase database = databases.sql();
            DemoData.createIn(database);
            long before = database.metrics().totalQueries();
            CountDownLatch done = new CountDownLatch(1);
            try (DemoWorkload workload = new DemoWorkload(database, () -> {
                if (database.metrics().totalQueries() - before > 100) { // each visitor has done every kind of work
                    done.countDown();
                }
            })) {
                workload.start();
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(database.metrics().failedQueries()).isZero();
            assertThat(database.queryOne("select count(*) from reviews", Long.class)
                            .orElseThrow())
                    .isGreaterThan(600);
            assertThat(database.queryOne("select count(*) from audit_log", Long.class)
                            .orElseThrow())
                    .isPositive();
        }
    }

    @Test
    void ownDirectory_isDeleted_andAGivenOneIsKept() throws Exception {
        Path own;
        try (DemoDirectory place = DemoDirectory.of(null)) {
            own = place.directory();
            Files.writeString(place.database(), "");
        }
        assertThat(own).doesNotExist();
        try (DemoDirectory place = DemoDirectory.of(directory)) {
            Files.writeString(place.database(), "");
        }
        assertThat(directory.resolve("hawser-demo/restaurants.db")).exists();
    }
}
