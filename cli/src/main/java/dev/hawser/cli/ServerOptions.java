package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ServerConfig;
import dev.hawser.server.Server;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens. What is said here wins over every other source. */
final class ServerOptions {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen at. Default: server.host, 127.0.0.1 if that is not set.")
    private @Nullable String host;

    @Option(
            names = "--port",
            description =
                    "The port to listen at; 0 for any that is free. Default: server.port, 8080 if that is not set.")
    private @Nullable Integer port;

    /** Starts a server for {@code command}; a port that cannot be is its usage error. */
    Server start(HawserCommand command, DatabaseManager databases) throws IOException {
        if (port != null && (port < 0 || port > 65_535)) {
            throw command.usageError("--port must be from 0 to 65535");
        }
        ServerConfig config = databases.config().server();
        return Server.start(
                databases, config.at(host == null ? config.host() : host, port == null ? config.port() : port));
    }

    /** Tells whoever started it where the dashboard is. The token of this run, if there is one, is a result: without it nobody could use the server. */
    static void announce(Output output, Server server) {
        server.token()
                .ifPresentOrElse(
                        token -> output.line("open " + server.url() + "/#token=" + token
                                + " (the token is good for everything until this server stops)"),
                        () -> output.note("open " + server.url()
                                + "/ with a token; hawser token makes one where jwt.secret is set"));
    }
}
