package dev.hawser.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the arguments, without repeating what may be a password. */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("hawser: " + message(error));
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String message(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        return Redaction.of(String.valueOf(error.getMessage()));
    }

    private static String unmatched(UnmatchedArgumentException error) {
        List<String> arguments = error.getUnmatched();
        if (arguments.stream().anyMatch(UsageErrors::mayBeCredential)) {
            return "URLs and passwords are not taken as arguments, which every user of this machine can read:"
                    + " set DATABASE_URL or DB_PASSWORD, or name a file with --config";
        }
        String first = arguments.get(0);
        if (first.startsWith("-")) {
            return "unknown option " + first.replaceFirst("=.*", "");
        }
        return error.getCommandLine().getParent() == null
                ? "unknown command " + first
                : "one argument too many, after those that were understood";
    }

    private static boolean mayBeCredential(String argument) {
        return Redaction.isUrl(argument) || argument.matches("(?s)--?(url|password|pass|pwd)\\b.*");
    }
}
