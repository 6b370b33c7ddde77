package dev.hawser.benchmarks.backups;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.backups.Backups;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import dev.hawser.benchmarks.results.Table;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Secret;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Backs up the same PostgreSQL database in both ways, in turns; then verifies one of the backups. */
public final class BackupBench {

    /** Of the version that Debian's pg_dump can read. */
    private static final Path SERVER = Path.of("benchmarks", "target", "servers", "postgres-15.jar");

    private static final int WARMUPS = 1;
    private static final int ROUNDS = 5;
    private static final int MEGABYTES = 1_024;
    private static final int ROWS_PER_MEGABYTE = 5_900;
    private static final double MOST = 1.1;
    private static final Metric TIME = Metric.low("s", 2);
    private static final Metric SIZE = Metric.plain("MB written", 0);

    private BackupBench() {}

    /**
     * Runs with {@code --rounds=} and {@code --megabytes=}.
     *
     * @throws IllegalArgumentException if {@code arguments} ask for what there is not
     */
    public static void run(PrintStream out, String conditions, String... arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int rounds = ROUNDS;
        int megabytes = MEGABYTES;
        for (String argument : arguments) {
            int value = Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
            if (argument.startsWith("--rounds=")) {
                rounds = value;
            } else if (argument.startsWith("--megabytes=")) {
                megabytes = value;
            } else {
                throw new IllegalArgumentException("no " + argument + "; there are --rounds=N and --megabytes=N");
            }
        }
        Path directory = Files.createTempDirectory("hawser-backups-");
        try (PostgresServer server = PostgresServer.startedFrom(SERVER);
                DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                        .database(DatabaseOptions.of("big")
                                .url(server.url("postgres"))
                                .set(
                                        "backups.to",
                                        directory.resolve("catalogue").toString())
                                .set("backups.key", key())
                                .set("statement-timeout", "10m"))
                        .open()) {
            fill(manager.sql(), megabytes);
            Backups backups = Backups.of(manager, "big");
            DatabaseConfig config = manager.config().databases().get(0);
            Results results = measured(backups, config, directory, rounds);
            out.printf(
                    "Backups of a PostgreSQL 15 database of %,d MB: medians of %d rounds, (lowest..highest).%n%s%n",
                    manager.sql()
                                    .queryOne("select pg_database_size(current_database())", Long.class)
                                    .orElseThrow()
                            >> 20,
                    rounds,
                    conditions);
            Table.of(List.of(TIME, SIZE), results, BackupWay.HAWSER, "x Hawser").print(out);
            out.println(Goal.atMost(MOST, "time, x the tools alone", Goal.ratio(TIME, BackupWay.HAWSER, BackupWay.PIPE))
                    .judged(results));
            verified(out, backups);
        } finally {
            delete(directory);
        }
    }

    private static String key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** About half of it is compressible. */
    private static void fill(SqlDatabase database, int megabytes) {
        System.err.println("filling " + megabytes + " MB");
        database.update(
                "create table restaurants (id bigint primary key, token text, name text, open boolean, at timestamptz)");
        database.update(
                "insert into restaurants select i, md5(i::text) || md5((i * 7)::text), repeat('Restaurant in Miami ', 3),"
                        + " i % 3 = 0, now() from generate_series(1, " + (long) megabytes * ROWS_PER_MEGABYTE + ") i");
        database.update("analyze restaurants");
    }

    private static Results measured(Backups backups, DatabaseConfig config, Path directory, int rounds)
            throws Exception {
        Results results = new Results();
        for (int round = 1 - WARMUPS; round <= rounds; round++) {
            System.err.println("round " + round + " of " + rounds);
            List<BackupWay> ways = new ArrayList<>(List.of(BackupWay.values()));
            Collections.shuffle(ways);
            for (BackupWay way : ways) {
                long startedAt = System.nanoTime();
                long bytes = switch (way) {
                    case HAWSER -> backups.take().storedBytes();
                    case PIPE -> pipe(config, directory.resolve("piped"));
                };
                double seconds = (System.nanoTime() - startedAt) / (double) TimeUnit.SECONDS.toNanos(1);
                if (round > 0) {
                    results.add(way, new Round(Map.of(TIME, seconds, SIZE, bytes / 1e6), Double.NaN));
                }
            }
        }
        return results;
    }

    private static long pipe(DatabaseConfig config, Path file) throws IOException, InterruptedException {
        ProcessBuilder dump = new ProcessBuilder(
                        "pg_dump",
                        "-Fc",
                        "-Z0",
                        "-h",
                        config.hosts().get(0).host(),
                        "-p",
                        Integer.toString(config.hosts().get(0).port()),
                        "-U",
                        Objects.requireNonNull(config.user()),
                        config.database())
                .redirectError(Redirect.INHERIT);
        Secret password = config.password();
        if (password != null) {
            dump.environment().put("PGPASSWORD", password.reveal());
        }
        ProcessBuilder compress =
                new ProcessBuilder("zstd", "-3", "-q", "-f", "-o", file.toString()).redirectError(Redirect.INHERIT);
        for (Process process : ProcessBuilder.startPipeline(List.of(dump, compress))) {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("exit code " + process.exitValue());
            }
        }
        return Files.size(file);
    }

    private static void verified(PrintStream out, Backups backups) throws IOException {
        long startedAt = System.nanoTime();
        backups.verify("latest");
        out.printf(
                "Verified by restoring: %.1f s. This process: heap of at most %d MB, at most %s resident.%n",
                (System.nanoTime() - startedAt) / (double) TimeUnit.SECONDS.toNanos(1),
                Runtime.getRuntime().maxMemory() >> 20,
                mostResident());
    }

    private static String mostResident() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.substring("VmHWM:".length()).strip())
                    .findFirst()
                    .orElse("an unknown amount");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
