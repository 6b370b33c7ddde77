package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.server.Server;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves the configured databases' health, information and metrics until it is told to stop. */
@Command(name = "serve", description = "Serve health, information and metrics over HTTP until Ctrl-C.")
final class ServeCommand extends HawserCommand {

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private ServerOptions where = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (StopSignal stop = new StopSignal();
                DatabaseManager databases = config.builder().open();
                Server server = where.start(this, databases)) {
            output().note("serving " + String.join(", ", databases.names()) + " on " + server.url() + "; Ctrl-C stops");
            ServerOptions.announce(output(), server);
            stop.await();
        }
        return ExitCode.FINE;
    }
}
