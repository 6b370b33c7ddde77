package dev.hawser.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that nobody has closed yet, so that none outlives this process. */
final class LeftoverServers {

    private static final Set<Closeable> SERVERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LeftoverServers::closeAll, "hawser-testkit-cleanup"));
    }

    private LeftoverServers() {}

    static void add(Closeable server) {
        SERVERS.add(server);
    }

    static void remove(Closeable server) {
        SERVERS.remove(server);
    }

    private static void closeAll() {
        for (Closeable server : SERVERS) {
            try {
                server.close();
            } catch (IOException remains) {
                System.err.println("could not clean up after " + server + ": " + remains);
            }
        }
    }
}
