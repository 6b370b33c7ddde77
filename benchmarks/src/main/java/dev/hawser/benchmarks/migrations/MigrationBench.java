package dev.hawser.benchmarks.migrations;

import dev.hawser.DatabaseManager;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import dev.hawser.benchmarks.results.Table;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.Migrations;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.apache.ibatis.migration.FileMigrationLoader;
import org.apache.ibatis.migration.operations.UpOperation;
import org.apache.ibatis.migration.options.DatabaseOperationOption;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Each tool migrates empty databases of one PostgreSQL server, in turns, and then finds nothing to do. Hawser's pool is open beforehand; the others open connections as they do. */
public final class MigrationBench {

    private static final int SMALL = 3;
    private static final int MANY = 1_000;
    private static final int WARMUPS = 2;
    private static final int ROUNDS = 9;
    private static final Metric FIRST = Metric.low("first run, ms", 1);
    private static final Metric AGAIN = Metric.low("nothing to do, ms", 1);

    private MigrationBench() {}

    /** Runs both measures, or {@code first} or {@code checked}; {@code --rounds=}, and {@code --hawser} to leave the others out. */
    public static void run(PrintStream out, String conditions, String... arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int rounds = ROUNDS;
        List<String> names = new ArrayList<>();
        List<MigrationTool> tools = List.of(MigrationTool.values());
        for (String argument : arguments) {
            if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
            } else if (argument.equals("--hawser")) {
                tools = List.of(MigrationTool.HAWSER, MigrationTool.PLAIN);
            } else if (argument.equals("first") || argument.equals("checked")) {
                names.add(argument);
            } else {
                throw new IllegalArgumentException("no " + argument
                        + "; there are first, checked, --rounds=N and --hawser, which leaves the others out");
            }
        }
        out.printf("Migrations of PostgreSQL: medians of %d rounds, (lowest..highest).%n%s%n", rounds, conditions);
        if (names.isEmpty() || names.contains("first")) {
            Results results = measured(SMALL, WARMUPS, rounds, 1, tools);
            out.printf("%n== %d small steps%n", SMALL);
            Table.of(List.of(FIRST, AGAIN), results, MigrationTool.HAWSER, "x Hawser")
                    .print(out);
            out.println(Goal.atMost(
                            100,
                            "first run, ms beyond the statements",
                            found -> found.median(MigrationTool.HAWSER, FIRST)
                                    - found.median(MigrationTool.PLAIN, FIRST))
                    .judged(results));
        }
        if (names.isEmpty() || names.contains("checked")) {
            Results results = measured(MANY, 0, 1, rounds, tools);
            out.printf("%n== %,d steps%n", MANY);
            Table.of(List.of(FIRST, AGAIN), results, MigrationTool.HAWSER, "x Hawser")
                    .print(out);
            out.println(Goal.atMost(
                            200,
                            "1,000 applied migrations checked, ms",
                            found -> found.median(MigrationTool.HAWSER, AGAIN))
                    .judged(results));
        }
    }

    /** {@code checks}: how often each tool finds nothing to do, in each round. */
    private static Results measured(int steps, int warmups, int rounds, int checks, List<MigrationTool> wanted)
            throws Exception {
        Results results = new Results();
        Path directory = Files.createTempDirectory("hawser-bench-migrations");
        Scripts scripts = Scripts.written(directory, steps);
        for (int round = 1 - warmups; round <= rounds; round++) {
            System.err.println(steps + " steps, round " + round + " of " + rounds);
            List<MigrationTool> tools = new ArrayList<>(wanted);
            Collections.shuffle(tools);
            for (MigrationTool tool : tools) {
                for (Round figures : migrated(tool, scripts, checks)) {
                    if (round > 0) {
                        results.add(tool, figures);
                    }
                }
            }
        }
        return results;
    }

    private interface Run {
        void run() throws Exception;
    }

    private static List<Round> migrated(MigrationTool tool, Scripts scripts, int checks) throws Exception {
        TestDatabase database = TestDatabases.postgres();
        try (Connection connection = source(database).getConnection();
                DatabaseManager manager = DatabaseManager.builder(
                                ConfigSources.in(Path.of("benchmarks", "target", "nothing-here")))
                        .database(
                                DatabaseOptions.of("bench").url(database.url()).set("ssl.mode", "disable"))
                        .open()) {
            Run run = switch (tool) {
                case HAWSER ->
                    () -> Migrations.builder(manager, "bench")
                            .locations(scripts.flyway().toString())
                            .build()
                            .up();
                case PLAIN -> () -> plain(connection, scripts);
                case FLYWAY ->
                    () -> Flyway.configure()
                            .dataSource(source(database))
                            .locations("filesystem:" + scripts.flyway())
                            .ignoreMigrationPatterns("*:*")
                            .load()
                            .migrate();
                case LIQUIBASE -> () -> liquibase(database, scripts);
                case MYBATIS -> () -> mybatis(database, scripts);
            };
            double first = millis(run);
            requireTables(connection, scripts.count());
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < checks; i++) {
                double again = tool == MigrationTool.PLAIN ? Double.NaN : millis(run);
                rounds.add(new Round(Map.of(FIRST, first, AGAIN, again), Double.NaN));
            }
            return rounds;
        }
    }

    private static double millis(Run run) throws Exception {
        System.gc(); // what the last one left is not this one's
        long startedAt = System.nanoTime();
        run.run();
        return (System.nanoTime() - startedAt) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static PGSimpleDataSource source(TestDatabase database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + database.host() + "/" + database.name());
        source.setUser(database.user());
        source.setPassword(database.password());
        return source;
    }

    private static void plain(Connection connection, Scripts scripts) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : scripts.statements()) {
                statement.execute(sql);
                connection.commit();
            }
        }
        connection.setAutoCommit(true);
    }

    private static void liquibase(TestDatabase database, Scripts scripts) throws Exception {
        try (Connection connection = source(database).getConnection()) {
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> {
                Liquibase liquibase = new Liquibase(
                        scripts.liquibase().getFileName().toString(),
                        new DirectoryResourceAccessor(scripts.directory()),
                        DatabaseFactory.getInstance()
                                .findCorrectDatabaseImplementation(new JdbcConnection(connection)));
                liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
                liquibase.update(new Contexts(), new LabelExpression());
            });
        }
    }

    private static void mybatis(TestDatabase database, Scripts scripts) {
        DatabaseOperationOption option = new DatabaseOperationOption();
        option.setSendFullScript(false);
        new UpOperation()
                .operate(
                        () -> source(database).getConnection(),
                        new FileMigrationLoader(scripts.mybatis().toFile(), "UTF-8", new Properties()),
                        option,
                        new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
    }

    private static void requireTables(Connection connection, int expected) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from pg_tables where tablename like 'step_%'")) {
            rows.next();
            if (rows.getInt(1) != expected) {
                throw new IllegalStateException(rows.getInt(1) + " tables were made of " + expected);
            }
        }
    }
}
