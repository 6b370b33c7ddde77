package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Migrations that are killed (kill -9), and what the next run makes of it: the same schema and the same rows as without. A short form runs always; with {@code
 * -Pmigration-crash} every run of 200 scripts for each engine dies at every of its moments.
 */
@ExtendWith(LeakCheck.class)
class MigrationCrashIT {

    private static final int SCRIPTS = Integer.getInteger("hawser.crash.scripts", 0);
    private static final long SEED = Long.getLong("hawser.crash.seed", 7);
    private static final String[] ENGINES = System.getProperty("hawser.crash.engine", "postgresql,mariadb,sqlite")
            .split(",");
    private static final int FEW = 4;
    private static final int AT_ONCE = 40;
    /** One in so many dies anywhere, not where it was told to. */
    private static final int FLYING = 5;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        Servers.mariadb();
        TestDatabases.postgres();
    }

    private String url(String engine, long seed) throws SQLException {
        return switch (engine) {
            case "postgresql" -> TestDatabases.postgres().url();
            case "mariadb" -> {
                MariadbServer server = Servers.mariadb();
                String database = Servers.newName();
                server.execute("", "create database " + database);
                yield server.url(database);
            }
            default -> "sqlite:///" + directory.resolve("crash_" + seed + ".db");
        };
    }

    private CrashHarness harness(List<String> engines, long from, int scripts) throws SQLException, IOException {
        CrashHarness harness = new CrashHarness(from);
        for (String engine : engines) {
            for (long seed = from; seed < from + scripts; seed++) {
                harness.add(engine, url(engine, seed), directory.resolve(engine + seed), seed);
            }
        }
        return harness;
    }

    @Test
    void killedRuns_areFinishedByTheNext_asIfNothingHadHappened() throws Exception {
        if (SCRIPTS > 0) {
            for (String engine : ENGINES) {
                everyMoment(engine);
            }
            return;
        }
        CrashHarness harness = harness(List.of(ENGINES), SEED, FEW);
        harness.run(List.of(new Random(SEED).nextInt(harness.points())), 2);
        assertThat(harness.deaths()).isEqualTo(2 * FEW * ENGINES.length);
        assertThat(harness.kills()).isEqualTo(3);
    }

    private void everyMoment(String engine) throws Exception {
        int kills = 0;
        int deaths = 0;
        for (int done = 0; done < SCRIPTS; done += AT_ONCE) {
            int scripts = Math.min(AT_ONCE, SCRIPTS - done);
            CrashHarness harness = harness(List.of(engine), SEED + done, scripts);
            harness.run(IntStream.range(0, harness.points()).boxed().toList(), FLYING);
            kills += harness.kills();
            deaths += harness.deaths();
            System.out.printf(
                    "%s: %d scripts, %d processes killed, %d runs cut off%n", engine, done + scripts, kills, deaths);
        }
    }
}
