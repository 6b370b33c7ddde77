package dev.hawser.testkit;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that nobody has closed yet, so that none outlives this process. */
final class LeftoverServers {

    private static final Set<PostgresServer> SERVERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LeftoverServers::closeAll, "hawser-testkit-cleanup"));
    }

    private LeftoverServers() {}

    static void add(PostgresServer server) {
        SERVERS.add(server);
    }

    static void remove(PostgresServer server) {
        SERVERS.remove(server);
    }

    private static void closeAll() {
        for (PostgresServer server : SERVERS) {
            try {
                server.close();
            } catch (IOException remains) {
                System.err.println("could not clean up after " + server + ": " + remains);
            }
        }
    }
}
