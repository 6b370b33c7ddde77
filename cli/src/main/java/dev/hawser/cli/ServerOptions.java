package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.server.Server;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Where a server listens. */
final class ServerOptions {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at, of this machine only. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "The port to listen at; 0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    /** Starts a server for {@code command}; an address or port that cannot be is its usage error. */
    Server start(HawserCommand command, DatabaseManager databases) throws IOException {
        if (port < 0 || port > 65_535) {
            throw command.usageError("--port must be from 0 to 65535");
        }
        try {
            return Server.start(databases, host, port);
        } catch (IllegalArgumentException refused) {
            throw command.usageError("--host: " + refused.getMessage());
        }
    }
}
