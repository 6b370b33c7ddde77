package dev.hawser.benchmarks;

import dev.hawser.testkit.PostgresServer;
import java.util.concurrent.TimeUnit;

/** The helpers over a PostgreSQL server on this machine. */
final class PostgresqlRun {

    private static final int CALLS_IN_BLOCK = 100;
    private static final int WARMUPS = 60;
    private static final int ROUNDS = 500;

    private static final String[] TABLE = {
        "create table restaurants (id bigint primary key, name text not null, city text not null, rating float8 not null)",
        """
        insert into restaurants
        select id, 'Restaurant ' || id, case id % 10 when 0 then 'Miami' else 'City ' || id % 10 end, 2 + id % 4
        from generate_series(1, 5000) id""",
        "create index on restaurants (city, id)",
        "vacuum analyze restaurants"
    };

    private PostgresqlRun() {}

    static Report run() throws Exception {
        try (PostgresServer server = PostgresServer.started("autovacuum = off")) {
            String database = server.createDatabase();
            server.execute(database, TABLE);
            try (Subject subject = Subject.postgresql(server, database)) {
                return measure(new PairedRun(subject, CALLS_IN_BLOCK));
            }
        }
    }

    private static Report measure(PairedRun run) throws Exception {
        System.err.println("warming up");
        run.warmUp(WARMUPS);
        System.err.println("measuring " + ROUNDS + " rounds");
        Report report = new Report("us", TimeUnit.MICROSECONDS.toNanos(1), Report.Relation.TO_SAME_ROUND, 0.25);
        run.measure(ROUNDS, report);
        return report;
    }
}
