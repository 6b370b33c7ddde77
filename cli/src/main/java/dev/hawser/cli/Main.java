package dev.hawser.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The command line. */
@Command(
        name = "hawser",
        description = "One strong line to every database.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Databases come from hawser.yaml in this directory (or --config FILE) and from the environment: DATABASE_URL, DB_PASSWORD, …",
            "Exit codes: 0 fine, 1 failed, 2 usage or configuration, 3 unhealthy."
        },
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            ConfigCommand.class,
            HealthCommand.class,
            InfoCommand.class,
            QueryCommand.class,
            MigrateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DoctorCommand.class,
            TokenCommand.class,
            VersionCommand.class
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandLine.Model.CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Main())
                .addSubcommand("completion", new AutoComplete.GenerateCompletion())
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new Failures())
                .setExecutionStrategy(Main::execute);
    }

    /** The log is set up after the options are known and before anything logs. */
    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.commandSpec().userObject() instanceof HawserCommand command) {
            Logging.setUp(command.verbose());
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
