package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows Hawser at work. It takes nothing from the configuration or the environment, so that it can never touch somebody's database. */
@Command(
        name = "demo",
        description = {
            "Run a steady workload over a SQLite database of restaurants, and serve its health and metrics until Ctrl-C.",
            "It uses no configuration: your databases are left alone."
        })
final class DemoCommand extends HawserCommand {

    @Mixin
    private ServerOptions where = new ServerOptions();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Keep the database, in DIR/hawser-demo. Default: a temporary directory, deleted at the end.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (StopSignal stop = new StopSignal();
                DemoDirectory place = DemoDirectory.of(directory);
                DatabaseManager databases = open(place);
                Server server = where.start(this, databases)) {
            SqlDatabase database = databases.sql();
            DemoData.createIn(database);
            announce(server, place);
            Progress progress = output().progress();
            try (DemoWorkload workload = new DemoWorkload(database, () -> progress.show(state(database.metrics())))) {
                workload.start();
                stop.await();
            }
            progress.end();
        }
        return ExitCode.FINE;
    }

    private static DatabaseManager open(DemoDirectory place) {
        return DatabaseManager.builder(ConfigSources.in(place.directory()))
                .database(DatabaseOptions.of("default").set("type", "sqlite").set("database", place.database()))
                .open();
    }

    private void announce(Server server, DemoDirectory place) {
        Output output = output();
        output.note("restaurants in " + place.database() + ", a workload over them, and answers to");
        output.note("  curl " + server.url() + "/health/ready");
        for (String path : new String[] {"/api/database/health", "/api/database/metrics"}) {
            output.note(
                    "  curl -H \"Authorization: Bearer " + server.token().orElseThrow() + "\" " + server.url() + path);
        }
        ServerOptions.announce(output, server);
        output.note("Ctrl-C stops");
    }

    private static String state(DatabaseMetrics metrics) {
        return String.format(
                "%d s: %,d statements, %d failed, p95 %.2f ms",
                metrics.uptime().toSeconds(),
                metrics.totalQueries(),
                metrics.failedQueries(),
                metrics.p95QueryTime().toNanos() / 1e6);
    }
}
