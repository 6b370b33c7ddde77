package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of one server: its data, its configuration, its log. */
final class PostgresData {

    // Nothing is flushed to the disk: a killed server loses nothing by it, only a killed machine would. Shared memory
    // is kept in files of the data directory, so that
    // a killed server leaves none of it behind.
    private static final String SETTINGS = """

            fsync = off
            full_page_writes = off
            shared_buffers = 16MB
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'
            max_prepared_transactions = 10
            log_line_prefix = '%m %e '
            max_wal_size = 1GB
            dynamic_shared_memory_type = mmap
            """;

    // Each backup and each promotion ends a segment, and its empty rest is written and sent all the same.
    private static final int LOG_SEGMENT_MEGABYTES = 1;

    // What a copy must not take over from a running server: its manual, "Making a Base Backup Using the Low Level API".
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");
    private static final Set<String> SKIPPED =
            Set.of("postmaster.pid", "postmaster.opts", "backup_label", "standby.signal");

    // Lines of postmaster.pid on which the server says which shared memory it has, and how it is.
    private static final int SHARED_MEMORY_LINE = 6;
    private static final int STATUS_LINE = 7;
    private static final Set<String> ACCEPTING = Set.of("ready", "standby");

    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static final Map<Optional<Path>, PostgresData> TEMPLATES = new HashMap<>();

    private final PostgresBinaries binaries;
    private final Path directory;
    private final String password;

    private PostgresData(PostgresBinaries binaries, Path directory, String password) {
        this.binaries = binaries;
        this.directory = directory;
        this.password = password;
    }

    /** Data of an empty server. */
    static PostgresData create(List<String> settings) throws IOException {
        return create(null, settings);
    }

    /** Data of an empty server whose programs are in {@code jar}. */
    static PostgresData create(@Nullable Path jar, List<String> settings) throws IOException {
        PostgresData data = template(jar).copy(name -> false, name -> false);
        data.append("postgresql.conf", String.join("\n", settings) + "\n");
        data.binaries.own(data.directory);
        return data;
    }

    /** Made once in a process for each version: copying is several times faster than making it. */
    private static PostgresData template(@Nullable Path jar) throws IOException {
        synchronized (LOCK) {
            PostgresData template = TEMPLATES.get(Optional.ofNullable(jar));
            if (template == null) {
                template = initialized(jar);
                template.deleteAtExit();
                TEMPLATES.put(Optional.ofNullable(jar), template);
            }
            return template;
        }
    }

    private static PostgresData initialized(@Nullable Path jar) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        PostgresData data = new PostgresData(
                PostgresBinaries.unpacked(jar), newDirectory(), HexFormat.of().formatHex(random) + " @:/%?&'\"\\");
        Path passwordFile = data.directory.resolve("password");
        Files.writeString(passwordFile, data.password);
        data.binaries.own(data.directory);
        ServerProcess.run(
                data.binaries.command(
                        "initdb",
                        "--pgdata=" + data.file(""),
                        "--username=" + PostgresServer.USER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--wal-segsize=" + LOG_SEGMENT_MEGABYTES,
                        "--no-sync",
                        "--no-instructions"),
                data.log());
        Files.delete(passwordFile);
        data.append("postgresql.conf", SETTINGS);
        return data;
    }

    private static Path newDirectory() throws IOException {
        return Files.createTempDirectory("hawser-postgresql-");
    }

    private void deleteAtExit() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                delete();
                            } catch (IOException remains) {
                                System.err.println("could not delete " + directory + ": " + remains);
                            }
                        },
                        "hawser-testkit-cleanup"));
    }

    private PostgresData copy(
            java.util.function.Predicate<String> emptied, java.util.function.Predicate<String> skipped)
            throws IOException {
        PostgresData copy = new PostgresData(binaries, newDirectory(), password);
        Directories.copy(file(""), copy.file(""), emptied, skipped);
        return copy;
    }

    /** A copy of a running server's data, taken between the start and the end of a backup. */
    PostgresData copyOfRunning() throws IOException {
        return copy(EMPTIED::contains, SKIPPED::contains);
    }

    /** Makes a copy follow the server that it was copied from. */
    void becomeStandby(String primary, String slot, String label, @Nullable String tablespaces) throws IOException {
        Files.writeString(file("backup_label"), label);
        if (tablespaces != null && !tablespaces.isEmpty()) {
            Files.writeString(file("tablespace_map"), tablespaces);
        }
        Files.writeString(file("standby.signal"), "");
        configure("primary_conninfo", primary);
        configure("primary_slot_name", slot);
        binaries.own(directory);
    }

    /** For its next start, and stronger than what it was created with. */
    void configure(String setting, String value) throws IOException {
        append(
                "postgresql.auto.conf",
                "\n" + setting + " = '" + value.replace("\\", "\\\\").replace("'", "''") + "'\n");
    }

    void enableTls() throws IOException {
        SelfSignedCertificate.write(file(""), log());
        append(
                "postgresql.conf",
                "\nssl = on\nssl_cert_file = '" + file("server.crt") + "'\nssl_key_file = '" + file("server.key")
                        + "'\n");
        binaries.own(directory);
    }

    ServerProcess startServer(int port) throws IOException {
        removeRemainsOfKilledServer();
        return ServerProcess.start(
                binaries.command("postgres", "-D", file("").toString(), "-p", Integer.toString(port)), log());
    }

    /** A small segment of System V memory, of which a machine has a few thousand at most, and a file. */
    private void removeRemainsOfKilledServer() throws IOException {
        String[] keyAndId = said(SHARED_MEMORY_LINE).split("\\s+");
        if (keyAndId.length == 2) {
            ServerProcess.tryToRun("ipcrm", "-m", keyAndId[1]);
        }
        Files.deleteIfExists(pidFile());
    }

    /** Whether the server says so itself. */
    boolean acceptsConnections() throws IOException {
        return ACCEPTING.contains(said(STATUS_LINE));
    }

    /** Empty if it has not said that yet, or has ended as it should. */
    private String said(int line) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.size() > line ? lines.get(line).strip() : "";
        } catch (NoSuchFileException notThere) {
            return "";
        }
    }

    private Path pidFile() {
        return file("postmaster.pid");
    }

    String password() {
        return password;
    }

    Path certificate() {
        return file("server.crt");
    }

    Path file(String name) {
        return directory.resolve("data").resolve(name);
    }

    void delete() throws IOException {
        removeRemainsOfKilledServer();
        Directories.delete(directory);
    }

    /** How often it has reported this. */
    long logged(String sqlState) throws IOException {
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(" " + sqlState + " ERROR:"))
                    .count();
        }
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void append(String file, String lines) throws IOException {
        Files.writeString(file(file), lines, StandardOpenOption.APPEND);
    }
}
