package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a real MySQL server and a real MariaDB server have in common. They replicate by global transaction ids. Thread-safe. */
public abstract sealed class MysqlFamilyServer extends TestServer permits MariadbServer, MysqlServer {

    /** May do anything, but write where the server is read-only, as applications should be. */
    public static final String USER = "app";

    /** May do anything. */
    public static final String ADMIN = "root";

    private static final String REPLICATION = "replication";

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(50); // less than the driver waits for an answer
    private static final AtomicInteger IDS = new AtomicInteger();

    private final Path directory;
    private final int id = IDS.incrementAndGet();
    final Setup setup;
    private volatile boolean replica;

    /**
     * What a server shares with those that replicate it.
     *
     * @param options of its command line
     */
    record Setup(String password, String replicationPassword, boolean tls, List<String> options) {

        static Setup of(boolean tls, String... options) {
            return new Setup(anyPassword(), anyPassword(), tls, List.of(options));
        }

        /** What a URL must not contain unencoded is in it. */
        private static String anyPassword() {
            byte[] random = new byte[8]; // MySQL takes 32 characters of those who replicate
            new SecureRandom().nextBytes(random);
            return HexFormat.of().formatHex(random) + " @:/%?&\"";
        }
    }

    MysqlFamilyServer(Setup setup) throws IOException {
        this.directory = Files.createTempDirectory("hawser-" + scheme() + "-");
        this.setup = setup;
    }

    abstract void copyEmptyData(Path to) throws IOException;

    /** The command line with these options and what this server needs besides. */
    abstract List<String> command(List<String> options);

    /** The words that make a user who may be there already. */
    abstract String createUser();

    /** The privileges with any of which one may write where the server is read-only. */
    abstract String exemptions();

    /** Of {@code change master to}, by which it follows by ids. */
    abstract String followOptions();

    /** The ids of the transactions that it has. */
    abstract String transactionsQuery();

    /** The function that waits for such ids, and gives 0 when they are there in time. */
    abstract String waitFunction();

    static <S extends MysqlFamilyServer> S run(S server) throws IOException {
        server.prepare();
        server.startOnFreePort();
        return server;
    }

    final void prepare() throws IOException {
        copyEmptyData(file("data"));
        if (setup.tls()) {
            SelfSignedCertificate.write(directory, log());
        }
        Files.write(file("init.sql"), initialStatements());
    }

    /** For the server's start; each must be one line, and none is replicated. */
    private List<String> initialStatements() {
        String identified = "@'127.0.0.1' identified by '" + password() + "';";
        return List.of(
                "set sql_log_bin = 0;",
                "alter user root@localhost identified by '" + password() + "';",
                createUser() + " root" + identified,
                "grant all on *.* to root@'127.0.0.1' with grant option;",
                createUser() + " " + USER + identified,
                "grant all on *.* to " + USER + "@'127.0.0.1' with grant option;",
                "revoke " + exemptions() + " on *.* from " + USER + "@'127.0.0.1';",
                createUser() + " " + REPLICATION + "@'127.0.0.1' identified by '" + setup.replicationPassword() + "';",
                "grant replication slave on *.* to " + REPLICATION + "@'127.0.0.1';");
    }

    /** Makes a server a replica of this one. Returns when it has caught up. */
    final <S extends MysqlFamilyServer> S following(S replica) throws IOException, SQLException {
        replica.becomeReplica();
        replica.follow(this);
        replica.awaitReplay(this);
        return replica;
    }

    @Override
    final ServerProcess launch(int onPort) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--datadir=" + file("data"),
                "--port=" + onPort,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--socket=" + file("socket"),
                "--pid-file=" + file("pid"),
                "--tmpdir=" + directory,
                "--init-file=" + file("init.sql"),
                "--server-id=" + id,
                "--log-bin=binlog",
                "--log-slave-updates",
                "--innodb-buffer-pool-size=32M",
                "--innodb-fast-shutdown=2",
                // What is lost with the machine is no matter here.
                "--innodb-flush-log-at-trx-commit=2",
                "--sync-binlog=0",
                "--read-only=" + (replica ? 1 : 0)));
        options.addAll(
                setup.tls()
                        ? List.of("--ssl-cert=" + certificate(), "--ssl-key=" + file("server.key"))
                        : List.of("--skip-ssl"));
        options.addAll(setup.options());
        return ServerProcess.start(command(options), log());
    }

    @Override
    final @Nullable Exception refusal() {
        try (Connection connection = connect("")) {
            return null;
        } catch (SQLException notYet) {
            return notYet;
        }
    }

    @Override
    final String stopSignal() {
        return "TERM";
    }

    @Override
    final void deleteData() throws IOException {
        Directories.delete(directory);
    }

    /** Throws its data away, and begins again as an empty replica at the same place, that follows nobody. */
    final void beginAgain() throws IOException {
        kill();
        Directories.delete(file("data"));
        copyEmptyData(file("data"));
        replica = true;
        start();
    }

    // ------------------------------------------------------------------------------------------------------------------------------------ replication

    /**
     * The server waits until no statement writes, and lets none begin meanwhile. A statement may wait for a row, and the transaction that has the row for its next statement:
     * so this gives way after a second, and tries again.
     */
    @Override
    final void fence() throws IOException, SQLException {
        if (!Polling.until(PATIENCE, this::tryToFence)) {
            throw new IOException(this + " was not made read-only in time: there is always a statement that writes");
        }
    }

    private boolean tryToFence() throws SQLException {
        try {
            execute("", "set lock_wait_timeout = 1", "set global read_only = 1");
            return true;
        } catch (SQLException held) {
            if (held.getErrorCode() != LOCK_WAIT_TIMEOUT) {
                throw held;
            }
            return false;
        }
    }

    @Override
    final void unfence() throws SQLException {
        execute("", "set global read_only = 0");
    }

    /** From now on, and after a start, it takes writes from the primary and from administrators alone. */
    final void becomeReplica() throws IOException, SQLException {
        replica = true;
        fence();
    }

    /** Has it follow {@code primary} from where it is. */
    public final void follow(MysqlFamilyServer primary) throws SQLException {
        execute(
                "",
                "change master to master_host = '127.0.0.1', master_port = "
                        + primary.host().port() + ", master_user = '" + REPLICATION + "', master_password = '"
                        + primary.setup.replicationPassword() + "', master_ssl = " + (setup.tls() ? 1 : 0) + ", "
                        + followOptions() + ", master_connect_retry = 1",
                "start slave");
    }

    /** Waits until it has everything that {@code primary} has committed so far. */
    public final void awaitReplay(MysqlFamilyServer primary) throws IOException, SQLException {
        awaitTransactions(primary.single("", primary.transactionsQuery()));
    }

    final void awaitTransactions(String ids) throws IOException, SQLException {
        if (!"0"
                .equals(single(
                        "", "select " + waitFunction() + "('" + ids + "', " + CATCH_UP_TIMEOUT.toSeconds() + ")"))) {
            throw new IOException(this + " does not get " + ids + ": " + replication("Last_IO_Error") + " "
                    + replication("Last_SQL_Error"));
        }
    }

    /** What {@code show slave status} says; empty if it follows nobody. */
    final String replication(String column) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show slave status")) {
            return rows.next() ? String.valueOf(rows.getString(column)) : "";
        }
    }

    /** Makes a replica a primary. Returns when it is one. */
    public final void promote() throws SQLException {
        execute("", "stop slave", "reset slave all", "set global read_only = 0");
        replica = false;
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- access

    @Override
    public final String user() {
        return USER;
    }

    @Override
    public final String password() {
        return setup.password();
    }

    @Override
    public final Path certificate() {
        return file("server.crt");
    }

    private Path log() {
        return file("log");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
