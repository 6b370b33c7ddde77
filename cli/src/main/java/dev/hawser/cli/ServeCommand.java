package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.server.Server;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves the dashboard and the API of the configured databases until it is told to stop, also while they are down. */
@Command(name = "serve", description = "Serve the dashboard, the HTTP API and metrics of the databases until Ctrl-C.")
final class ServeCommand extends HawserCommand {

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private ServerOptions where = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (StopSignal stop = new StopSignal();
                DatabaseManager databases = config.builder().inBackground().open();
                Server server = where.start(this, databases)) {
            output().note("serving " + String.join(", ", databases.names()) + " on " + server.url() + "; Ctrl-C stops");
            ServerOptions.announce(output(), server);
            stop.await();
        }
        return ExitCode.FINE;
    }
}
