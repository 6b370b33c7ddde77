package dev.hawser.testkit.tds;

import dev.hawser.HostSpec;
import dev.hawser.testkit.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks TDS 7.4, SQL Server's protocol, on loopback, so that Microsoft's own driver talks to it. Behind it H2, in its mode for SQL Server, keeps databases in
 * memory and executes the statements: transactions, locks, types and constraints are real, and their errors get SQL Server's numbers. What it proves is the way to the
 * server and back; it is not SQL Server. Thread-safe.
 *
 * <p>Known: logins, encryption by TLS 1.2, batches, prepared statements, transactions with savepoints and {@code implicit_transactions}, {@code XACT_ABORT},
 * {@code LOCK_TIMEOUT}, {@code backup} and {@code restore} of whole databases, attention, {@code output}, generated keys, {@code if}, {@code waitfor delay}, secondary replicas, routes for readers. Not known: stored procedures, variables, server cursors, bulk
 * copy, distributed transactions. Readers never wait for writers, as in a database with {@code READ_COMMITTED_SNAPSHOT}; changes of the schema commit.
 */
public final class TdsServer implements AutoCloseable {

    static final int MAX_PARAMETERS = 2100;

    private static final int FIRST_SPID = 51;
    private static final int BACKLOG = 50;

    private final ServerSocket listener;
    private final Encryption encryption;
    private final @Nullable SSLContext tls;
    private final @Nullable TdsServer primary;
    private final TdsDatabases databases;
    private final Map<String, Account> accounts;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Socket> sockets = new ConcurrentHashMap<>();
    private final Map<Integer, SqlSession> sessions = new ConcurrentHashMap<>();
    private final List<LoginRequest> logins = new CopyOnWriteArrayList<>();
    private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger(FIRST_SPID - 1);
    private final AtomicLong transactions = new AtomicLong(1000);
    private final Map<String, Integer> applicationLocks = new ConcurrentHashMap<>();
    private final AtomicInteger refusedWrites = new AtomicInteger();
    private volatile boolean readOnly;
    private volatile boolean readIntentOnly;
    private volatile @Nullable HostSpec readersGoTo;
    private volatile @Nullable SqlServerError refusal;

    private record Account(String password, boolean mayWrite) {}

    /** What happens to the next statement that holds a text. */
    private record Planned(String text, @Nullable SqlServerError error, boolean afterwards) {}

    private TdsServer(Encryption encryption, @Nullable SSLContext tls, @Nullable TdsServer primary) throws IOException {
        this.encryption = encryption;
        this.tls = tls;
        this.primary = primary;
        this.databases = primary == null ? new TdsDatabases() : primary.databases;
        this.accounts = primary == null ? new ConcurrentHashMap<>() : primary.accounts;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        daemon("tds-accept", this::accept);
    }

    /** Starts one without encryption. */
    public static TdsServer start() throws IOException {
        return new TdsServer(Encryption.NONE, null, null);
    }

    /** Starts one whose certificate, {@code server.crt} in {@code directory}, signs itself, and is for {@code localhost} and 127.0.0.1. */
    public static TdsServer start(Encryption encryption, Path directory) throws IOException {
        SelfSignedCertificate.write(directory, directory.resolve("keytool.log"));
        return new TdsServer(encryption, SelfSignedCertificate.context(directory), null);
    }

    /**
     * Starts a secondary replica of an availability group in which this is the primary: read-only, with the same databases and users. It is never behind, since both have the
     * same data; and closing it leaves the data alone.
     */
    public TdsServer secondary() throws IOException {
        TdsServer secondary = new TdsServer(Encryption.NONE, null, this);
        secondary.readOnly = true;
        return secondary;
    }

    /** Where it listens. */
    public HostSpec host() {
        return new HostSpec("127.0.0.1", listener.getLocalPort());
    }

    /** What it calls itself: {@code @@servername}. */
    public String name() {
        return "tds-" + listener.getLocalPort();
    }

    /** Lets somebody log in who may do everything. */
    public TdsServer user(String name, String password) {
        accounts.put(name.toLowerCase(Locale.ROOT), new Account(password, true));
        return this;
    }

    /** Lets somebody log in who may only read: the rest fails with 229. */
    public TdsServer reader(String name, String password) {
        accounts.put(name.toLowerCase(Locale.ROOT), new Account(password, false));
        return this;
    }

    /** Creates an empty database. */
    public TdsServer database(String name) {
        try {
            databases.create(name);
            return this;
        } catch (SqlServerError exists) {
            throw new IllegalArgumentException(exists.getMessage());
        }
    }

    /** Makes it a secondary replica, or a primary again: writes fail with 3906. */
    public void readOnly(boolean now) {
        readOnly = now;
    }

    /** Lets only those log in who say that they will only read, as a secondary replica may be set up: others get 978. */
    public void readIntentOnly(boolean now) {
        readIntentOnly = now;
    }

    /** Leads those who say that they will only read to another server, as a primary does with a list of read-only routes; null for nowhere. */
    public void routeReaders(@Nullable HostSpec to) {
        readersGoTo = to;
    }

    /** Refuses every login with this error from now on. */
    public void refuseLogins(int number, int severity, String message) {
        refusal = new SqlServerError(number, severity, message);
    }

    /** Ends {@link #refuseLogins}. */
    public void admitLogins() {
        refusal = null;
    }

    /** Lets the next statement that holds {@code text} fail. From severity 20 on the connection ends with it. */
    public void failNext(String text, int number, int severity, String message) {
        planned.add(new Planned(text, new SqlServerError(number, severity, message), false));
    }

    /** Lets the next statement that holds {@code text} fail when it is done, behind its results. */
    public void failBehind(String text, int number, int severity, String message) {
        planned.add(new Planned(text, new SqlServerError(number, severity, message), true));
    }

    /** Cuts the connection at the next statement that holds {@code text}: before it runs, or when it is done and not yet answered. */
    public void cutNext(String text, boolean afterwards) {
        planned.add(new Planned(text, null, afterwards));
    }

    /** Cuts every connection, with a reset. */
    public void cutConnections() {
        open.forEach(TdsServer::cut);
    }

    /** How many writes it has refused as a secondary replica. */
    public int refusedWrites() {
        return refusedWrites.get();
    }

    /** How many clients are connected. */
    public int connectionCount() {
        return open.size();
    }

    /** Every login so far that was understood, also those that were refused. */
    public List<LoginRequest> logins() {
        return List.copyOf(logins);
    }

    /** Which session has each lock of {@code sp_getapplock}, by what is locked. */
    Map<String, Integer> applicationLocks() {
        return applicationLocks;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutConnections();
        threads.forEach(Thread::interrupt);
        if (primary == null) {
            databases.close();
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // already
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            Socket socket;
            try {
                socket = listener.accept();
                socket.setTcpNoDelay(true);
            } catch (IOException closed) {
                return;
            }
            open.add(socket);
            if (listener.isClosed()) { // meanwhile, by whom it was not seen yet
                cut(socket);
                open.remove(socket);
                return;
            }
            int spid = connections.incrementAndGet();
            sockets.put(spid, socket);
            daemon("tds-session-" + spid, () -> serve(socket, spid));
        }
    }

    private void serve(Socket socket, int spid) {
        try (socket) {
            new TdsConnection(this, socket, spid).serve();
        } catch (IOException gone) {
            // the client, or the server
        } catch (TdsConnection.Cut cut) {
            cut(socket);
        } finally {
            open.remove(socket);
            sockets.remove(spid);
            sessions.remove(spid);
        }
    }

    /** Ends every other session that is in a database. */
    void cutOthers(String database, int spid) {
        sessions.forEach((other, session) -> {
            Socket socket = sockets.get(other);
            if (other != spid && socket != null && session.database().equalsIgnoreCase(database)) {
                cut(socket);
            }
        });
    }

    void daemon(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    Encryption encryption() {
        return encryption;
    }

    @Nullable
    SSLContext tls() {
        return tls;
    }

    TdsDatabases databases() {
        return databases;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Throws if it is a secondary replica. */
    void checkWrite(String database) throws SqlServerError {
        if (readOnly) {
            refusedWrites.incrementAndGet();
            throw new SqlServerError(
                    3906, 16, "Failed to update database \"" + database + "\" because the database is read-only.");
        }
    }

    long nextTransaction() {
        return transactions.incrementAndGet();
    }

    /** Where this login shall go instead; null if it stays here. */
    @Nullable
    HostSpec route(LoginRequest login) {
        return login.readIntent() ? readersGoTo : null;
    }

    SqlSession logIn(LoginRequest login, int spid, boolean encrypted) throws SqlServerError, SQLException {
        logins.add(login);
        SqlServerError refused = refusal;
        if (refused != null) {
            throw refused;
        }
        if (login.integrated()) {
            throw new SqlServerError(
                    18452,
                    14,
                    "Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication.");
        }
        Account account = accounts.get(login.user().toLowerCase(Locale.ROOT));
        if (account == null || !account.password().equals(login.password())) {
            throw new SqlServerError(18456, 14, "Login failed for user '" + login.user() + "'.");
        }
        String database = login.database().isEmpty() ? TdsDatabases.MASTER : login.database();
        if (!databases.exists(database)) {
            throw new SqlServerError(
                    4060, 11, "Cannot open database \"" + database + "\" requested by the login. The login failed.");
        }
        if (readIntentOnly && !login.readIntent()) {
            throw new SqlServerError(
                    978,
                    14,
                    "The target database ('" + database
                            + "') is in an availability group and is currently accessible for connections when the application intent is set to read only.");
        }
        SqlSession session = new SqlSession(this, login, database, account.mayWrite(), spid, encrypted);
        sessions.put(spid, session);
        return session;
    }

    void beforeStatement(TsqlNode.Plain statement) throws SqlServerError {
        Planned next = planned.peek();
        if (next == null || next.afterwards() || !holds(statement, next)) {
            return;
        }
        planned.remove(next);
        if (next.error() != null) {
            throw next.error();
        }
        throw new TdsConnection.Cut();
    }

    void afterStatement(TsqlNode.Plain statement) throws SqlServerError {
        Planned next = planned.peek();
        if (next != null && next.afterwards() && holds(statement, next)) {
            planned.remove(next);
            if (next.error() != null) {
                throw next.error();
            }
            throw new TdsConnection.Cut();
        }
    }

    private static boolean holds(TsqlNode.Plain statement, Planned planned) {
        String text = statement.tokens().stream().map(TsqlToken::text).collect(Collectors.joining(" "));
        return text.toLowerCase(Locale.ROOT).contains(planned.text().toLowerCase(Locale.ROOT));
    }
}
