package dev.hawser.tests.dashboard;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the documentation: a cluster that has failed over a minute ago, a server that is down, a file. Its name keeps it out of the runs of tests;
 * {@code docs/dashboard.md} says how to call it.
 */
class DashboardPictures {

    private static final Duration BEFORE_THE_FAILOVER = Duration.ofSeconds(50);
    private static final Duration AFTER_THE_FAILOVER = Duration.ofSeconds(45);
    private static final int NARROW = 360;
    private static final int WIDE = 1440;

    private final Path target = Path.of(
            Objects.requireNonNull(System.getProperty("hawser.pictures"), "-Dhawser.pictures=FOLDER is missing"));

    @TempDir
    Path directory;

    @Test
    void takeThem() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Path folder = Files.createDirectories(root.resolve(target));
        try (PostgresCluster orders = PostgresCluster.started();
                PostgresServer reports = PostgresServer.started();
                Site site = Site.over(directory, """
                        orders: {url: "%s", default: true, pool: {size: 8}}
                        reports: {url: "%s", critical: false, health: {interval: 1s}}
                        catalogue: {url: "sqlite:///%s"}
                        """.formatted(
                                orders.url("postgres"), reports.url("postgres"), directory.resolve("catalogue.db")));
                Workload workload = new Workload(site);
                Browser browser = Browser.start()) {
            pass(BEFORE_THE_FAILOVER);
            orders.killPrimary();
            orders.promote();
            pass(AFTER_THE_FAILOVER);
            reports.stop();
            workload.holdOne();
            browser.command("Emulation.setScrollbarsHidden", Map.of("hidden", true));
            for (String theme : List.of("light", "dark")) {
                browser.prefer(theme);
                take(browser, site, WIDE, folder, "-" + theme + "-wide.png");
                take(browser, site, NARROW, folder, "-" + theme + "-narrow.png");
            }
        }
    }

    private static void take(Browser browser, Site site, int width, Path folder, String ending) throws IOException {
        browser.leave();
        browser.resize(width, width == WIDE ? 560 : 780);
        browser.go(site.url());
        browser.awaitText("Log in");
        Files.write(folder.resolve("login" + ending), browser.picture());
        browser.go(site.url() + "#token=" + site.token(Site.EVERYTHING, Duration.ofHours(1)));
        browser.awaitText("reports is unhealthy");
        browser.resize(width, width == WIDE ? 960 : 780);
        pass(Duration.ofSeconds(2));
        Files.write(folder.resolve("overview" + ending), browser.picture());
        browser.run("location.hash = '#/db/orders'");
        browser.await("document.querySelector('.topology .host') && document.querySelector('.marks li')");
        browser.resize(width, width == WIDE ? 1640 : 780);
        browser.run("document.querySelector('.chart').scrollIntoView()");
        browser.await("document.querySelector('.chart canvas')");
        browser.run("scrollTo(0, 0)");
        pass(Duration.ofSeconds(2));
        Files.write(folder.resolve("database" + ending), browser.picture());
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** What an application would do, with its own threads. */
    private static final class Workload implements AutoCloseable {

        private static final int THREADS = 6;

        private final SqlDatabase orders;
        private final SqlDatabase catalogue;
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 1);

        Workload(Site site) {
            orders = site.databases().sql("orders");
            catalogue = site.databases().sql("catalogue");
            orders.update("create table orders (id serial primary key, customer text, status text)");
            catalogue.update("create table products (id integer primary key, name text)");
            for (int i = 0; i < THREADS; i++) {
                threads.scheduleWithFixedDelay(this::serve, 0, 15, TimeUnit.MILLISECONDS);
            }
        }

        private void serve() {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            try {
                if (random.nextInt(10) < 3) {
                    orders.update("insert into orders (customer, status) values (:who, 'open')", Map.of("who", "Zak"));
                }
                orders.query("select id, customer from orders where id = :id", Map.of("id", random.nextInt(1000)));
                if (random.nextInt(40) == 0) {
                    orders.query("select status, count(*), pg_sleep(0.05) from orders group by status");
                    catalogue.query("select count(*) from products");
                }
            } catch (DatabaseException whileItFailsOver) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }

        void holdOne() {
            threads.execute(() -> {
                try (Session export = orders.withLabel("nightly export").session()) {
                    export.query("select customer, count(*) from orders group by customer");
                    pass(Duration.ofMinutes(2));
                }
            });
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
