package dev.hawser.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionCommand.class, sortOptions = false)
abstract class HawserCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandLine.Model.CommandSpec spec;

    @Option(names = "--verbose", description = "Log what happens, and show stack traces.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Print results only.")
    private boolean quiet;

    boolean verbose() {
        return verbose;
    }

    /** Whether the result, and an error too, is to be JSON. */
    boolean json() {
        return false;
    }

    Output output() {
        return new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), quiet);
    }

    CommandLine.ParameterException usageError(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
