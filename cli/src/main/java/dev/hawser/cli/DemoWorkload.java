package dev.hawser.cli;

import dev.hawser.SqlDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an application with this database would do: reads mostly, some writes, and now and then something slow. */
final class DemoWorkload implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DemoWorkload.class);

    private static final int THREADS = 3;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration REPORT = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int KEPT_ROWS = 5_000;
    private static final int CYCLE = 20;

    private final SqlDatabase database;
    private final Runnable report;
    private final ScheduledExecutorService executor =
            Executors.newScheduledThreadPool(THREADS, work -> new Thread(work, "hawser-demo"));

    record Restaurant(long id, String name, String city, String cuisine, String status, int seats) {}

    record Rating(String name, double stars, long reviews) {}

    /** {@code report} is called every second. */
    DemoWorkload(SqlDatabase database, Runnable report) {
        this.database = database;
        this.report = report;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            every(PAUSE, PAUSE.multipliedBy(i).dividedBy(THREADS), new Visitor(new Random(i)));
        }
        every(REPORT, REPORT, report);
    }

    /** A schedule ends with the first exception, and this one is to go on. */
    @SuppressWarnings("FutureReturnValueIgnored") // the work catches what it throws
    private void every(Duration period, Duration delay, Runnable work) {
        executor.scheduleAtFixedRate(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failed) {
                        log.warn("the workload failed: {}", failed.getMessage(), failed);
                    }
                },
                delay.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Lets what runs end. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does one thing after the other, in a fixed mixture. */
    private final class Visitor implements Runnable {

        private final Random random;
        private int step;

        Visitor(Random random) {
            this.random = random;
        }

        @Override
        public void run() {
            visit(step++ % CYCLE);
        }

        private void visit(int what) {
            switch (what) {
                case 19 -> slow();
                case 3, 13 -> changeStatus();
                case 6, 11, 16 -> review();
                case 4, 9, 14 -> best();
                default -> open();
            }
        }

        private List<Restaurant> open() {
            return database.query(
                    "select * from restaurants where city = :city and status = :status order by name",
                    Map.of("city", DemoData.pick(DemoData.CITIES, random), "status", "active"),
                    Restaurant.class);
        }

        private List<Rating> best() {
            return database.query("""
                    select r.name, avg(v.stars) as stars, count(*) as reviews
                    from restaurants r join reviews v on v.restaurant_id = r.id
                    where r.city = :city group by r.id order by stars desc, reviews desc limit 5""", Map.of("city", DemoData.pick(DemoData.CITIES, random)), Rating.class);
        }

        private long review() {
            return database.insert(
                    "insert into reviews (restaurant_id, stars, words) values (:restaurant, :stars, :words)",
                    Map.of("restaurant", DemoData.restaurant(random), "stars", DemoData.stars(random), "words", "new"));
        }

        /** Also forgets what is old, so that the demonstration can run for days. */
        private void changeStatus() {
            long restaurant = DemoData.restaurant(random);
            String status = DemoData.pick(DemoData.STATUSES, random);
            database.transaction(tx -> {
                tx.update(
                        "update restaurants set status = :status where id = :restaurant",
                        Map.of("status", status, "restaurant", restaurant));
                tx.update(
                        "insert into audit_log (action, restaurant_id) values ('status', :restaurant)",
                        Map.of("restaurant", restaurant));
                tx.update(
                        "delete from audit_log where id <= (select max(id) from audit_log) - :kept",
                        Map.of("kept", KEPT_ROWS));
                return tx.update(
                        "delete from reviews where id <= (select max(id) from reviews) - :kept",
                        Map.of("kept", KEPT_ROWS));
            });
        }

        private long slow() {
            return database.queryOne("""
                            with recursive n (i) as (select 1 union all select i + 1 from n where i < :limit)
                            select count(*) from n""", Map.of("limit", 200_000 + random.nextInt(200_000)), Long.class)
                    .orElseThrow();
        }
    }
}
