package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.LeakCheck;
import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.impl.DatabaseImpl;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.ucanaccess.jdbc.UcanaccessDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class AccessHandlesTest {

    private static final int THREADS = 3;

    @TempDir
    private Path directory;

    private File file;

    @BeforeEach
    void prepare() throws IOException {
        file = AccessFiles.empty(directory.resolve("orders.accdb")).toFile();
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jackcessOpener", AccessOpener.class.getName());
        properties.setProperty("immediatelyReleaseResources", "true");
        return new UcanaccessDriver().connect("jdbc:ucanaccess://" + file, properties);
    }

    private Connection session() throws SQLException {
        return AccessSession.of(file, this::connect, false, new AccessClock(Duration.ZERO));
    }

    private static boolean isOpen(Database database) {
        return ((DatabaseImpl) database).getPageChannel().isOpen();
    }

    @Test
    void close_whileOthersOpen_neitherWaitsForEver() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier together = new CyclicBarrier(THREADS);
            List<Future<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        together.await(30, TimeUnit.SECONDS);
                        session().close();
                    }
                    return null;
                }));
            }
            for (Future<Void> run : runs) {
                run.get(40, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void close_theLastConnection_closesWhatTheDriverForgot() throws Exception {
        Database forgotten;
        try (Connection first = session()) {
            try (Connection second = session()) {
                forgotten = new AccessOpener().open(file, null);
                assertThat(second.isValid(1)).isTrue();
            }
            assertThat(isOpen(forgotten)).isTrue();
            assertThat(first.isValid(1)).isTrue();
        }
        assertThat(isOpen(forgotten)).isFalse();
    }

    @Test
    void opened_aFileWithoutConnections_isNotOurs() throws Exception {
        Database another = new AccessOpener().open(file, null);
        session().close();
        assertThat(isOpen(another)).isTrue();
        another.close();
    }
}
