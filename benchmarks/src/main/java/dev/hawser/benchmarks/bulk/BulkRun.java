package dev.hawser.benchmarks.bulk;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import dev.hawser.benchmarks.results.Table;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Inserts the same rows into each database in every way, in turns, over one connection each that is open already. */
public final class BulkRun {

    private static final int ROWS = 100_000;
    private static final int WARMUPS = 2;
    private static final int ROUNDS = 9;
    private static final List<String> ALL = List.of("postgresql", "mariadb", "mysql", "sqlite");

    private static final Metric SPEED = Metric.high("1,000 rows/s", 1);
    private static final Metric TIME = Metric.plain("ms", 0);

    private BulkRun() {}

    /**
     * Runs what {@code arguments} ask for: {@code --rounds=}, {@code --rows=} and names of databases.
     *
     * @throws IllegalArgumentException if they ask for what there is not
     */
    public static void run(PrintStream out, String conditions, String... arguments) throws Exception {
        Locale.setDefault(Locale.ROOT); // figures look the same everywhere
        int rounds = ROUNDS;
        int rows = ROWS;
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(value);
            } else if (argument.startsWith("--rows=")) {
                rows = Integer.parseInt(value);
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("no option " + argument + "; there are --rounds, --rows");
            } else {
                names.add(argument);
            }
        }
        out.printf(
                "%,d rows of five columns: medians of %d rounds, (lowest..highest).%n%s%n", rows, rounds, conditions);
        for (String name : names.isEmpty() ? ALL : names) {
            Results results = measured(name, rounds, BulkRows.of(rows));
            out.printf("%n== %s%n", name);
            Table.of(List.of(SPEED, TIME), results, BulkWay.BATCH, "x batch").print(out);
            out.println(goal(name).judged(results));
            out.flush();
        }
    }

    private static Goal goal(String name) {
        return switch (name) {
            case "sqlite" -> Goal.atMost(1.1, "time, x the best other way", Goal.ratioToBest(TIME, BulkWay.HAWSER));
            case "postgresql" ->
                Goal.atLeast(3, "speed, x plain batch", Goal.ratio(SPEED, BulkWay.HAWSER, BulkWay.BATCH));
            default -> Goal.atLeast(2, "speed, x plain batch", Goal.ratio(SPEED, BulkWay.HAWSER, BulkWay.BATCH));
        };
    }

    private static Results measured(String name, int rounds, List<List<Object>> rows) throws Exception {
        Results results = new Results();
        try (BulkTarget target = BulkTarget.of(name);
                DatabaseManager manager = DatabaseManager.builder(
                                ConfigSources.in(Path.of("benchmarks", "target", "nothing-here")))
                        .database(DatabaseOptions.of("bulk").url(target.url()).set("ssl.mode", "disable"))
                        .open();
                Connection plain = target.connect(false);
                Connection other = target.connect(true)) {
            manager.sql().update(BulkRows.TABLE);
            plain.setAutoCommit(false);
            other.setAutoCommit(false);
            for (int round = 1 - WARMUPS; round <= rounds; round++) {
                System.err.println(name + ", round " + round + " of " + rounds);
                List<BulkWay> ways =
                        new ArrayList<>(EnumSet.of(BulkWay.HAWSER, BulkWay.BATCH, target.other(), BulkWay.BY_HAND));
                Collections.shuffle(ways);
                for (BulkWay way : ways) {
                    double millis = insert(way, target, manager.sql(), plain, other, rows);
                    if (round > 0) {
                        results.add(way, new Round(Map.of(TIME, millis, SPEED, rows.size() / millis), Double.NaN));
                    }
                }
            }
        }
        return results;
    }

    /** Returns the milliseconds, commit included. */
    private static double insert(
            BulkWay way,
            BulkTarget target,
            SqlDatabase hawser,
            Connection plain,
            Connection other,
            List<List<Object>> rows)
            throws Exception {
        System.gc(); // what the last one left is not this one's
        Connection own = way == BulkWay.TUNED || way == BulkWay.ROW_BY_ROW ? other : plain;
        long startedAt = System.nanoTime();
        switch (way) {
            case HAWSER -> hawser.bulkInsert("bulk_rows", BulkRows.COLUMNS, rows);
            case BATCH, TUNED, ROW_BY_ROW -> BulkTarget.batch(own, rows);
            case BY_HAND -> target.byHand(own, rows);
        }
        if (way != BulkWay.HAWSER) {
            own.commit();
        }
        double millis = (System.nanoTime() - startedAt) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        empty(hawser, plain, rows.size(), way);
        return millis;
    }

    private static void empty(SqlDatabase hawser, Connection plain, int expected, BulkWay way) throws SQLException {
        long count =
                hawser.queryOne("select count(*) from bulk_rows", Long.class).orElseThrow();
        if (count != expected) {
            throw new IllegalStateException(way + " left " + count + " rows");
        }
        try (Statement statement = plain.createStatement()) {
            statement.execute("drop table bulk_rows");
            statement.execute(BulkRows.TABLE);
        }
        plain.commit();
    }
}
