package dev.hawser.benchmarks.faults;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.benchmarks.pool.DataSourcePool;
import dev.hawser.benchmarks.pool.PostgresqlPools;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Nothing fails: what it costs that a lost COMMIT could be resolved. One thread writes one row in each transaction, to PostgreSQL on the same machine. */
final class CertaintyScenario implements FaultScenario<CertaintyWay> {

    private static final Metric MICROS = Metric.low("us for a transaction", 0);
    private static final String INSERT = "insert into notes values (?)";
    private static final String NAMED_INSERT = "insert into notes values (:id)";
    private static final int SIZE = 2;
    private static final int WARM_UP = 20_000;
    private static final int BATCHES = 5;
    private static final int BATCH = 3_000;

    @FunctionalInterface
    private interface Write {
        void row(long id) throws SQLException;
    }

    @Override
    public String name() {
        return "certainty";
    }

    @Override
    public String title() {
        return "nothing fails: one row is inserted and committed, one thread";
    }

    @Override
    public List<CertaintyWay> contenders(FaultArguments asked) {
        return List.of(CertaintyWay.values());
    }

    @Override
    public int rounds() {
        return 3;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(MICROS);
    }

    @Override
    public CertaintyWay yardstick() {
        return CertaintyWay.HIKARI;
    }

    @Override
    public Map<Metric, Double> run(CertaintyWay way, FaultArguments asked) throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            String name = server.createDatabase();
            server.execute(name, "create table notes (id bigint primary key)");
            return Map.of(MICROS, way.certainty() == null ? hikari(server, name) : hawser(way, server, name));
        }
    }

    private static double hikari(PostgresServer server, String name) throws Exception {
        String url = server.jdbcUrl(name) + PostgresqlPools.TIMEOUTS;
        try (DataSourcePool pool = PostgresqlPools.hikari(url, server.password(), SIZE)) {
            return measured(id -> {
                try (Connection connection = pool.source().getConnection()) {
                    insert(connection, id);
                }
            });
        }
    }

    private static double hawser(CertaintyWay way, PostgresServer server, String name) throws Exception {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url(server.url(name))
                .poolSize(SIZE)
                .set("certainty", String.valueOf(way.certainty()));
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .database(options)
                .open()) {
            SqlDatabase shop = manager.sql("shop");
            return way.jdbc()
                    ? measured(id -> {
                        try (Connection connection = shop.dataSource().getConnection()) {
                            insert(connection, id);
                        }
                    })
                    : measured(id -> shop.transaction(tx -> tx.update(NAMED_INSERT, Map.of("id", id))));
        }
    }

    private static void insert(Connection connection, long id) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, id);
            insert.executeUpdate();
        }
        connection.commit();
    }

    /** The median batch's microseconds for one. */
    private static double measured(Write write) throws SQLException {
        long id = 0;
        while (id < WARM_UP) {
            write.row(++id);
        }
        double[] micros = new double[BATCHES];
        for (int batch = 0; batch < BATCHES; batch++) {
            long startedAt = System.nanoTime();
            for (int i = 0; i < BATCH; i++) {
                write.row(++id);
            }
            micros[batch] = (System.nanoTime() - startedAt) / 1e3 / BATCH;
        }
        Arrays.sort(micros);
        return micros[BATCHES / 2];
    }

    @Override
    public List<Goal> goals(FaultArguments asked) {
        return List.of();
    }
}
