package dev.hawser.backups;

import dev.hawser.config.Secret;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's client programs of one version, and how they connect. Several versions may be installed. They read older servers and no newer ones, and what the newer ones
 * write older servers may not understand: so those of the server's own version are best, else the next. Immutable.
 */
final class PostgresqlTools {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
    private static final String DUMP = "pg_dump";

    private final BackupSite site;
    private final ToolRunner runner;
    private final Path directory;
    private final BackupTool version;
    private final Map<String, String> connection;

    private PostgresqlTools(BackupSite site, ToolRunner runner, Installed installed, Map<String, String> connection) {
        this.site = site;
        this.runner = runner;
        this.directory = installed.directory();
        this.version = new BackupTool(DUMP, installed.version());
        this.connection = connection;
    }

    private record Installed(Path directory, String version, int major) {}

    /** Those that suit the server. */
    static PostgresqlTools of(BackupSite site, int serverMajor) throws IOException, InterruptedException {
        ToolRunner runner = ToolRunner.of(site);
        String doing = "back up or restore " + site.config().name() + " at " + site.host();
        List<Installed> installed = installed(runner, doing);
        Installed chosen = installed.stream()
                .filter(one -> one.major() >= serverMajor)
                .min(Comparator.comparingInt(Installed::major))
                .orElseThrow(() -> refusal(site, doing, installed, serverMajor));
        return new PostgresqlTools(site, runner, chosen, connection(site, runner));
    }

    private static BackupException refusal(BackupSite site, String doing, List<Installed> installed, int serverMajor) {
        String install = "the Debian package postgresql-client-" + serverMajor
                + " (https://apt.postgresql.org has those of every version)";
        if (installed.isEmpty()) {
            return Toolbox.missing(site.config().name(), doing, DUMP, install);
        }
        Installed newest = installed.stream()
                .max(Comparator.comparingInt(Installed::major))
                .orElseThrow();
        return new BackupException(
                ErrorCategory.REFUSED,
                "cannot " + doing + ": " + DUMP + " " + newest.version() + " cannot read a server of version "
                        + serverMajor,
                site.config().name(),
                "Install " + install + ", or say where it is with -D" + Toolbox.PROPERTY + "=DIRECTORY",
                null);
    }

    /** Debian's {@code /usr/bin/pg_dump} is a script that chooses one of those in {@link #DEBIAN}. */
    private static List<Installed> installed(ToolRunner runner, String doing) throws IOException, InterruptedException {
        List<Path> directories = new ArrayList<>();
        if (!Toolbox.isConfigured() && Files.isDirectory(DEBIAN)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
                versions.forEach(one -> directories.add(one.resolve("bin")));
            }
        }
        List<Installed> installed = new ArrayList<>();
        for (Path directory : directories) {
            Optional<Path> program = new Toolbox(List.of(directory)).find(DUMP);
            if (program.isPresent()) {
                installed.add(version(runner, program.get(), doing));
            }
        }
        if (installed.isEmpty()) {
            Optional<Path> program = Toolbox.ofSystem().find(DUMP);
            if (program.isPresent()) {
                installed.add(version(runner, program.get(), doing));
            }
        }
        return installed;
    }

    private static Installed version(ToolRunner runner, Path program, String doing)
            throws IOException, InterruptedException {
        String answer = runner.answer(new ToolCommand(program, doing, List.of("--version"), Map.of()));
        Matcher matcher = VERSION.matcher(answer);
        if (!matcher.find()) {
            throw new BackupException(
                    ErrorCategory.RESOURCE,
                    "cannot " + doing + ": " + program + " does not tell its version but \"" + answer.strip() + "\"",
                    runner.database(),
                    null,
                    null);
        }
        Path directory = program.toAbsolutePath().getParent();
        return new Installed(
                directory == null ? program : directory, matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    // ------------------------------------------------------------------------------------------------------------------------------------- connection

    /** As libpq takes it: https://www.postgresql.org/docs/current/libpq-envars.html. */
    private static Map<String, String> connection(BackupSite site, ToolRunner runner) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("PGHOST", site.host().host());
        environment.put("PGPORT", Integer.toString(site.host().port()));
        environment.put("PGDATABASE", site.config().database());
        environment.put("PGAPPNAME", site.config().applicationName());
        environment.put(
                "PGCONNECT_TIMEOUT",
                Long.toString(Math.max(2, site.config().connectTimeout().toSeconds())));
        if (site.user() != null) {
            environment.put("PGUSER", site.user());
        }
        Secret password = site.password();
        if (password != null) {
            environment.put(
                    "PGPASSFILE",
                    runner.secretFile("pgpass", "*:*:*:*:" + escaped(password.reveal()) + "\n")
                            .toString());
        }
        addSsl(environment, site);
        return environment;
    }

    private static String escaped(String password) {
        return password.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static void addSsl(Map<String, String> environment, BackupSite site) {
        SslMode mode = site.config().ssl().mode();
        environment.put("PGSSLMODE", mode.toString());
        // The home of the tool is another one: what libpq looks for in the user's own must be named.
        putFile(environment, "PGSSLROOTCERT", site.config().ssl().rootCert(), "root.crt");
        putFile(environment, "PGSSLCERT", property(site, "sslcert"), "postgresql.crt");
        putFile(environment, "PGSSLKEY", property(site, "sslkey"), "postgresql.key");
        String binding = site.config().properties().get("channelBinding");
        if (binding == null) {
            binding = site.config().properties().get("channel_binding");
        }
        if (binding != null) {
            environment.put("PGCHANNELBINDING", binding);
        }
    }

    private static @Nullable Path property(BackupSite site, String name) {
        String value = site.config().properties().get(name);
        return value == null ? null : Path.of(value);
    }

    private static void putFile(
            Map<String, String> environment, String variable, @Nullable Path configured, String usual) {
        Path file = configured == null
                ? Path.of(System.getProperty("user.home"), ".postgresql", usual)
                : configured.toAbsolutePath();
        if (configured != null || Files.exists(file)) {
            environment.put(variable, file.toString());
        }
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- commands

    BackupTool version() {
        return version;
    }

    ToolRunner runner() {
        return runner;
    }

    /** A command that connects as its environment says. */
    ToolCommand connecting(String program, String doing, List<String> arguments) {
        return command(program, doing, arguments, connection);
    }

    /** A command that connects to nothing. */
    ToolCommand offline(String program, String doing, List<String> arguments) {
        return command(program, doing, arguments, Map.of());
    }

    private ToolCommand command(String program, String doing, List<String> arguments, Map<String, String> environment) {
        Path file = new Toolbox(List.of(directory))
                .find(program)
                .orElseThrow(() ->
                        Toolbox.missing(site.config().name(), doing, program, "the Debian package postgresql-client"));
        return new ToolCommand(file, doing, arguments, environment);
    }
}
