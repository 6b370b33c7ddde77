package dev.hawser.benchmarks.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ServerProperty;
import dev.hawser.server.Server;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process that is measured: a server over two SQLite databases and one that never answers. It ends with its standard input. */
public final class Served {

    private Served() {}

    /** {@code arguments}: the host and port that never answer; {@code -} for a third SQLite database instead. */
    public static void main(String... arguments) throws Exception {
        Path directory = Files.createTempDirectory("hawser-served");
        ConfigSources sources = ConfigSources.in(directory)
                .withServer(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 0)
                .withServer(ServerProperty.LIMITS_CONNECTIONS_PER_ADDRESS, 0)
                .withServer(ServerProperty.LIMITS_EVENT_STREAMS_PER_CLIENT, 1_000)
                .withServer(ServerProperty.LIMITS_EVENT_STREAMS, 1_000);
        DatabaseOptions third = DatabaseOptions.of("dark");
        try (DatabaseManager databases = DatabaseManager.builder(sources)
                        .database(sqlite(directory, "shop").set("default", true))
                        .database(sqlite(directory, "other"))
                        .database(
                                arguments[0].equals("-")
                                        ? sqlite(directory, "dark")
                                        : third.url("postgresql://app@" + arguments[0] + "/dark")
                                                .set("connect-timeout", "1s"))
                        .open();
                Server server = Server.start(databases, "127.0.0.1", 0)) {
            System.out.println(server.port() + " " + server.token().orElseThrow());
            while (System.in.read() >= 0) {
                // what comes is of no interest, only its end
            }
        }
    }

    private static DatabaseOptions sqlite(Path directory, String name) {
        return DatabaseOptions.of(name).set("type", "sqlite").set("database", directory.resolve(name + ".db"));
    }
}
