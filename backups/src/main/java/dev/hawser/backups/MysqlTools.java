package dev.hawser.backups;

import dev.hawser.config.Secret;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs for a MySQL or MariaDB server, and how they connect. MariaDB's for MariaDB, MySQL's for MySQL: what one writes the other may not be able to read, and on some
 * systems {@code mysqldump} is MariaDB's. Immutable.
 */
final class MysqlTools {

    private static final Pattern VERSION = Pattern.compile("(?:Distrib |from |Ver )(\\d+\\.\\d+\\.\\d+)");
    private static final String MARIADB = "MariaDB";
    private static final String SANDBOX = "999999\\- enable the sandbox mode";
    private static final int LONGEST_SANDBOX_LINE = 64;

    private final BackupSite site;
    private final ToolRunner runner;
    private final boolean mariadb;
    private final BackupTool version;
    private final Path dump;
    private final Path client;
    private final Path options;

    private MysqlTools(BackupSite site, ToolRunner runner, boolean mariadb, Program dump, Path client, Path options) {
        this.site = site;
        this.runner = runner;
        this.mariadb = mariadb;
        this.version = dump.version();
        this.dump = dump.file();
        this.client = client;
        this.options = options;
    }

    private record Program(Path file, BackupTool version) {}

    /** Those that suit the server. */
    static MysqlTools of(BackupSite site, HostConnection connection)
            throws IOException, SQLException, InterruptedException {
        boolean mariadb = isMariadb(connection);
        ToolRunner runner = ToolRunner.of(site);
        List<String> dumps = mariadb ? List.of("mariadb-dump", "mysqldump") : List.of("mysqldump");
        List<String> clients = mariadb ? List.of("mariadb", "mysql") : List.of("mysql");
        boolean encrypted =
                !connection.row("show session status like 'Ssl_cipher'", 2).isEmpty();
        return new MysqlTools(
                site,
                runner,
                mariadb,
                program(site, runner, mariadb, dumps),
                program(site, runner, mariadb, clients).file(),
                runner.secretFile("client.cnf", optionFile(site, mariadb, encrypted)));
    }

    static boolean isMariadb(HostConnection connection) throws SQLException {
        return connection.text("select version()").contains(MARIADB);
    }

    private static Program program(BackupSite site, ToolRunner runner, boolean mariadb, List<String> names)
            throws IOException, InterruptedException {
        String doing = "back up or restore " + site.config().name() + " at " + site.host();
        String install = mariadb
                ? "the Debian package mariadb-client"
                : "MySQL's own client (mysql-client of https://dev.mysql.com/downloads/repo/apt/)";
        Program other = null;
        for (String name : names) {
            Optional<Path> file = Toolbox.ofSystem().find(name);
            if (file.isPresent()) {
                String answer = runner.answer(new ToolCommand(file.get(), doing, List.of("--version"), Map.of()));
                Matcher matcher = VERSION.matcher(answer);
                Program program =
                        new Program(file.get(), new BackupTool(name, matcher.find() ? matcher.group(1) : "unknown"));
                if (answer.contains(MARIADB) == mariadb) {
                    return program;
                }
                other = program;
            }
        }
        if (other == null) {
            throw Toolbox.missing(site.config().name(), doing, names.get(0), install);
        }
        throw new BackupException(
                ErrorCategory.REFUSED,
                "cannot " + doing + ": the server is " + (mariadb ? MARIADB : "MySQL") + ", and " + other.file()
                        + " is of " + (mariadb ? "MySQL" : MARIADB) + " ("
                        + other.version().version() + ")",
                site.config().name(),
                "Each writes what the other cannot restore. Install " + install + ", or say where it is with -D"
                        + Toolbox.PROPERTY + "=DIRECTORY",
                null);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------- connection

    private static String optionFile(BackupSite site, boolean mariadb, boolean encrypted) {
        List<String> lines = new ArrayList<>();
        lines.add("[client]");
        lines.add("host=" + quoted(site.host().host()));
        lines.add("port=" + site.host().port());
        lines.add("protocol=tcp");
        lines.add("default-character-set=utf8mb4");
        if (site.user() != null) {
            lines.add("user=" + quoted(site.user()));
        }
        Secret password = site.password();
        lines.add("password=" + quoted(password == null ? "" : password.reveal()));
        lines.addAll(ssl(site, mariadb, encrypted));
        return String.join("\n", lines) + "\n";
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\n", "\\n") + '"';
    }

    /** MariaDB's clients cannot try whether there is encryption: they do as Hawser's own connection does. */
    private static List<String> ssl(BackupSite site, boolean mariadb, boolean encrypted) {
        SslMode mode = site.config().ssl().mode();
        Path rootCert = site.config().ssl().rootCert();
        List<String> lines = new ArrayList<>();
        if (!encrypted) {
            lines.add(mariadb ? "skip-ssl" : "ssl-mode=DISABLED");
            return lines;
        }
        boolean verified = mode.compareTo(SslMode.VERIFY_CA) >= 0;
        if (mariadb) {
            lines.add("ssl");
            lines.add(mode == SslMode.VERIFY_FULL ? "ssl-verify-server-cert" : "disable-ssl-verify-server-cert");
        } else {
            lines.add("ssl-mode="
                    + (mode == SslMode.VERIFY_FULL ? "VERIFY_IDENTITY" : verified ? "VERIFY_CA" : "REQUIRED"));
        }
        if (verified && rootCert != null) {
            lines.add("ssl-ca=" + quoted(rootCert.toAbsolutePath().toString()));
        }
        return lines;
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- commands

    BackupTool version() {
        return version;
    }

    ToolRunner runner() {
        return runner;
    }

    /** Writes the whole database from one moment in it. {@code position}: whether the server can tell where in its history that is. */
    ToolCommand dump(String doing, boolean position) {
        List<String> arguments = new ArrayList<>(List.of(
                "--defaults-file=" + options, // only as the first
                "--single-transaction",
                "--quick",
                "--routines",
                "--triggers",
                "--events",
                "--hex-blob",
                "--no-tablespaces",
                "--max-allowed-packet=1G"));
        if (mariadb && position) {
            arguments.addAll(List.of("--master-data=2", "--gtid"));
        }
        if (!mariadb) {
            arguments.add("--set-gtid-purged=" + (position ? "COMMENTED" : "OFF"));
        }
        arguments.addAll(List.of("--", site.config().database()));
        return new ToolCommand(dump, doing, arguments, Map.of());
    }

    /** Writes the routines, triggers and events of a schema. */
    ToolCommand programs(String doing, String schema) {
        return definitions(
                doing,
                List.of("--no-create-info", "--routines", "--events", "--triggers", "--add-drop-trigger"),
                schema,
                List.of());
    }

    /** Writes some views of a schema. */
    ToolCommand views(String doing, String schema, List<String> views) {
        return definitions(doing, List.of("--skip-triggers"), schema, views);
    }

    private ToolCommand definitions(String doing, List<String> which, String schema, List<String> tables) {
        List<String> arguments =
                new ArrayList<>(List.of("--defaults-file=" + options, "--no-data", "--no-tablespaces"));
        arguments.addAll(which);
        if (!mariadb) {
            arguments.add("--set-gtid-purged=OFF");
        }
        arguments.addAll(List.of("--", schema));
        arguments.addAll(tables);
        return new ToolCommand(dump, doing, arguments, Map.of());
    }

    /** Runs what the others have written in a schema, to its end, but for {@link #withoutSandboxLine the first line}. */
    void load(String doing, String schema, InputStream script) throws IOException, InterruptedException {
        try (RunningTool running = runner.startWithInput(loading(doing, schema))) {
            running.feed(script, true);
            running.output().transferTo(OutputStream.nullOutputStream());
            running.await();
        }
    }

    private ToolCommand loading(String doing, String schema) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--defaults-file=" + options,
                "--batch",
                "--binary-mode",
                "--max-allowed-packet=1G",
                "--database=" + schema));
        if (knowsSandbox(doing)) {
            arguments.add("--sandbox");
        }
        return new ToolCommand(client, doing, arguments, Map.of());
    }

    /** In which a script cannot run programs. Dumps ask for it in their first line, which clients that do not know it refuse: it is left out, and asked for here. */
    private boolean knowsSandbox(String doing) throws IOException, InterruptedException {
        String help = runner.answer(
                new ToolCommand(client, doing, List.of("--defaults-file=" + options, "--help"), Map.of()));
        return help.contains("--sandbox");
    }

    /** See {@link #knowsSandbox}. */
    static InputStream withoutSandboxLine(InputStream script) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(script);
        buffered.mark(LONGEST_SANDBOX_LINE);
        String head = new String(buffered.readNBytes(LONGEST_SANDBOX_LINE), StandardCharsets.ISO_8859_1);
        int end = head.indexOf('\n');
        buffered.reset();
        if (end > 0 && head.substring(0, end).contains(SANDBOX)) {
            buffered.skipNBytes(end + 1L);
        }
        return buffered;
    }
}
