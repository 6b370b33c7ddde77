package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.Examination;
import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Goes the way to a database step by step, and says where it ends. */
@Command(
        name = "doctor",
        description = {
            "Connect to a database step by step, and say what is wrong and how to put it right. Changes nothing. Exit code 3 if something is wrong.",
            "The password is not taken as an argument: set DB_PASSWORD."
        })
final class DoctorCommand extends DatabaseCommand {

    private static final String NAME = "default";

    /** Where another database is: what an argument says otherwise. What is left says how to connect. */
    private static final List<String> PLACES = List.of(
            "DATABASE_URL",
            "DB_CONNECTION_STRING",
            "DB_TYPE",
            "DB_HOST",
            "DB_PORT",
            "DB_NAME",
            "DB_READ_REPLICA_URLS",
            "HAWSER_CONFIG");

    private static final Pattern USER = Pattern.compile("[^/]*//[^/]*@.*", Pattern.DOTALL);
    private static final Pattern PASSWORD = Pattern.compile(
            "[^/]*//[^/@]*:[^/]*@.*|.*[?&;](password|pass|pwd)=.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description = "The database, without a password. Default: the configured one.")
    private @Nullable String url;

    /** {@code tookMs}: null where it was part of another step, or not tried. */
    record StepJson(
            @Nullable String host,
            String step,
            String state,
            @Nullable Double tookMs,
            String said,
            @Nullable String advice) {}

    record ExaminationJson(String name, String databaseType, boolean fine, List<StepJson> steps) {}

    @Override
    public Integer call() {
        Examination examination = examine();
        if (json()) {
            output().json(json(examination));
        } else {
            print(examination);
        }
        return examination.fine() ? ExitCode.FINE : ExitCode.UNHEALTHY;
    }

    private Examination examine() {
        String argument = url;
        if (argument == null) {
            return builder().examine(target(load()).name());
        }
        if (PASSWORD.matcher(argument).matches()) {
            throw usageError("a password is not taken as an argument, which every user of this machine can read:"
                    + " leave it out of the URL and set DB_PASSWORD");
        }
        if (givenName() != null || configured()) {
            throw usageError("give either a URL, or --config and --database");
        }
        return DatabaseManager.builder(sources(argument))
                .database(DatabaseOptions.of(NAME).url(argument))
                .examine(NAME);
    }

    /** The environment of this process, without what it says of another database, and no file. */
    private static ConfigSources sources(String argument) {
        ConfigSources system = ConfigSources.system();
        Map<String, String> environment = new HashMap<>(system.environment());
        environment.keySet().removeAll(PLACES);
        if (USER.matcher(argument).matches()) {
            environment.remove("DB_USER");
        }
        Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "hawser-doctor-reads-no-file");
        return ConfigSources.in(nowhere).withEnvironment(environment).withSystemProperties(system.systemProperties());
    }

    private static ExaminationJson json(Examination examination) {
        List<StepJson> steps = examination.steps().stream()
                .map(step -> new StepJson(
                        step.host(),
                        step.name(),
                        name(step.state()),
                        milliseconds(step.took()),
                        step.said(),
                        step.advice()))
                .toList();
        return new ExaminationJson(examination.database(), examination.engine(), examination.fine(), steps);
    }

    private void print(Examination examination) {
        Output output = output();
        String host = null;
        for (Step step : examination.steps()) {
            if (step.host() != null && !step.host().equals(host)) {
                host = step.host();
                output.line(host);
            }
            Double took = milliseconds(step.took());
            output.line(String.format(
                    Locale.ROOT,
                    "%-10s %-15s %10s  %s",
                    name(step.state()),
                    step.name(),
                    took == null ? "" : took + " ms",
                    Table.printable(step.said())));
            if (step.advice() != null) {
                output.line(" ".repeat(39) + "-> " + Table.printable(step.advice()));
            }
        }
        output.line(examination.fine() ? "nothing is wrong" : "something is wrong");
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static @Nullable Double milliseconds(@Nullable Duration took) {
        return took == null ? null : took.toNanos() / 10_000 / 100.0;
    }
}
