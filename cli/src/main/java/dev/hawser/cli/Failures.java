package dev.hawser.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.SetupFailedException;
import dev.hawser.migrations.MigrationException;
import dev.hawser.server.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns an exception into one clear message and an exit code. Stack traces are for those who ask for them. */
final class Failures implements IExecutionExceptionHandler {

    /**
     * An error as JSON shows it.
     *
     * @param error what kind of error it is, such as {@code CONNECTION_REFUSED}
     * @param problems each problem of a configuration, or of migrations
     */
    record ErrorJson(
            boolean success,
            String error,
            String message,
            @Nullable String category,
            @Nullable String advice,
            int retryCount,
            @Nullable Instant lastAttempt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> problems) {}

    @Override
    public int handleExecutionException(Exception thrown, CommandLine commandLine, ParseResult parsed) {
        Exception error = onlyCause(thrown);
        boolean json = false;
        boolean verbose = false;
        if (commandLine.getCommand() instanceof HawserCommand command) {
            json = command.json();
            verbose = command.verbose();
        }
        if (json) {
            commandLine.getOut().println(Json.indented(json(error)));
            commandLine.getOut().flush();
        } else {
            commandLine.getErr().println("hawser: " + text(error));
        }
        if (verbose) {
            error.printStackTrace(commandLine.getErr());
        }
        commandLine.getErr().flush();
        return error instanceof ConfigurationException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /** Of a single database it is its own error that counts. */
    private static Exception onlyCause(Exception error) {
        return error instanceof SetupFailedException setup && setup.causes().size() == 1
                ? setup.causes().values().iterator().next()
                : error;
    }

    private static String text(Exception error) {
        if (error instanceof DatabaseException failure) {
            return text(failure);
        }
        return isExpected(error) ? String.valueOf(error.getMessage()) : unexpected(error);
    }

    private static String text(DatabaseException failure) {
        String category = failure.category().name();
        String text = failure.description();
        if (failure.attempts() > 1) {
            text += " (" + failure.attempts() + " attempts, the last at " + failure.lastAttempt() + ")";
        }
        if (!text.contains(category)) {
            text += " (" + category + ")";
        }
        return failure.advice() == null ? text : text + System.lineSeparator() + "advice: " + failure.advice();
    }

    private static ErrorJson json(Exception error) {
        if (error instanceof DatabaseException failure) {
            return new ErrorJson(
                    false,
                    failure.category().name(),
                    failure.description(),
                    failure.category().code(),
                    failure.advice(),
                    failure.attempts() - 1,
                    failure.lastAttempt(),
                    List.of());
        }
        if (error instanceof ConfigurationException configuration) {
            return plain("CONFIGURATION", String.valueOf(error.getMessage()), configuration.problems());
        }
        if (error instanceof MigrationException migrations) {
            return plain("MIGRATION", String.valueOf(error.getMessage()), migrations.problems());
        }
        return isExpected(error)
                ? plain("FAILED", String.valueOf(error.getMessage()), List.of())
                : plain("UNEXPECTED", unexpected(error), List.of());
    }

    private static ErrorJson plain(String error, String message, List<String> problems) {
        return new ErrorJson(false, error, message, null, null, 0, null, problems);
    }

    /** Errors whose message is written for users. */
    private static boolean isExpected(Exception error) {
        return error instanceof ConfigurationException
                || error instanceof SetupFailedException
                || error instanceof MigrationException
                || error instanceof IOException;
    }

    private static String unexpected(Exception error) {
        return "unexpected " + error + "; --verbose shows where it comes from";
    }
}
