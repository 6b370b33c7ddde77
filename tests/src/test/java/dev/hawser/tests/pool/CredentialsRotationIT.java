package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Secret;
import dev.hawser.engines.PostgresqlEngine;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.NoSuchDatabaseException;
import dev.hawser.error.SetupFailedException;
import dev.hawser.internal.Errors;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.Connector.Opened;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.CredentialsProvider;
import dev.hawser.spi.Ticker;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose passwords change while it is used, and nobody who uses it notices. */
@Timeout(120)
class CredentialsRotationIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static PostgresServer server;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Vault vault;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
        server.execute("postgres", "create role app login password 'none yet'");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void firstPassword() throws Exception {
        vault = new Vault();
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Where the password of the role is kept. It changes on the server first, so that for a moment the vault gives one that is refused. */
    private static final class Vault implements CredentialsProvider {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition rotated = lock.newCondition();
        private final AtomicInteger refreshes = new AtomicInteger();
        private Credentials current;

        Vault() throws SQLException {
            current = version(1);
            tellServer(current);
        }

        private static Credentials version(long version) {
            return new Credentials("app", Secret.of("s3cret-" + version + "-'$\\u00fc"), version);
        }

        private static void tellServer(Credentials credentials) throws SQLException {
            String literal = credentials.password().reveal().replace("'", "''");
            server.execute("postgres", "alter role app password '" + literal + "'");
        }

        void rotate() throws SQLException {
            Credentials next = version(credentials().version() + 1);
            tellServer(next);
            lock.lock();
            try {
                current = next;
                rotated.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Credentials credentials() {
            lock.lock();
            try {
                return current;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until there are newer ones. */
        @Override
        public Credentials refreshed(Credentials refused) throws InterruptedException {
            refreshes.incrementAndGet();
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(10);
                while (current.version() <= refused.version() && left > 0) {
                    left = rotated.awaitNanos(left);
                }
                return current;
            } finally {
                lock.unlock();
            }
        }
    }

    private DatabaseOptions options() {
        return DatabaseOptions.of("shop").url("postgresql://app@" + server.host() + "/postgres");
    }

    private Connector connector(CredentialsProvider provider) {
        PostgresqlEngine engine = new PostgresqlEngine();
        DatabaseConfig config = new ConfigLoader(ConfigSources.in(directory).withDatabases(options()), List.of(engine))
                .load()
                .databases()
                .get(0);
        Errors errors = new Errors("shop", false, engine.errors(), List.of());
        CurrentCredentials credentials = new CurrentCredentials(provider, config.user(), errors, Ticker.SYSTEM);
        return new Connector(
                TIMEOUT, config.hosts().get(0), engine.connectionFactory(config), credentials, errors, Ticker.SYSTEM);
    }

    private static String ask(Opened opened, String query) throws SQLException {
        try (Statement statement = ((JdbcConnection) opened.connection()).raw().createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void rotation_whileConnectionsAreInUse_disturbsNone() throws Exception {
        Connector connector = connector(vault);
        Opened before = connector.open(TIMEOUT);
        ((JdbcConnection) before.connection()).begin();
        assertThat(ask(before, "select current_user")).isEqualTo("app");

        vault.rotate();
        Opened after = connector.open(TIMEOUT);

        assertThat(ask(before, "select 'still here'")).isEqualTo("still here");
        assertThat(ask(after, "select current_user")).isEqualTo("app");
        assertThat(before.credentialsVersion()).isEqualTo(1).isLessThan(connector.credentialsVersion());
        assertThat(after.credentialsVersion()).isEqualTo(2).isEqualTo(connector.credentialsVersion());
        before.connection().close();
        after.connection().close();
    }

    @Test
    void rotation_whileAConnectIsUnderWay_letsThatConnectInWithTheNewOnes() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        Connector connector = connector(new CredentialsProvider() {
            @Override
            public Credentials credentials() throws SQLException {
                Credentials current = vault.credentials();
                if (first.getAndSet(false)) {
                    vault.rotate(); // what is about to be used is refused by now
                }
                return current;
            }

            @Override
            public Credentials refreshed(Credentials refused) throws InterruptedException {
                return vault.refreshed(refused);
            }
        });
        Opened opened = connector.open(TIMEOUT);
        assertThat(ask(opened, "select current_user")).isEqualTo("app");
        assertThat(opened.credentialsVersion()).isEqualTo(2);
        assertThat(vault.refreshes).hasValue(1);
        opened.connection().close();
    }

    @Test
    void rotation_overAndOverWhileManyConnect_isNoticedByNobody() throws Exception {
        Connector connector = connector(vault);
        for (int rotation = 0; rotation < 25; rotation++) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(threads.submit(() -> {
                    for (int connect = 0; connect < 3; connect++) {
                        Opened opened = connector.open(TIMEOUT);
                        assertThat(ask(opened, "select current_user")).isEqualTo("app");
                        opened.connection().close();
                    }
                    return null;
                }));
            }
            vault.rotate();
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(vault.refreshes.get()).isBetween(1, 25);
        assertThat(vault.credentials().version()).isEqualTo(26);
    }

    @Test
    void wrongCredentials_thatTheProviderCannotBetter_areAnAuthenticationErrorWithoutTheSecret() {
        Credentials wrong = new Credentials("app", Secret.of("s3cret-wrong"), 1);
        assertThatThrownBy(() -> connector(() -> wrong).open(TIMEOUT))
                .isInstanceOfSatisfying(DatabaseException.class, error -> {
                    assertThat(error.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
                    assertThat(error.sqlState()).isEqualTo("28P01");
                    assertThat(error).hasMessageNotContaining("s3cret-wrong");
                });
    }

    private DatabaseManager.Builder manager(CredentialsProvider provider) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options().poolSize(4).set("pool.max-overflow", 0).set("schema", "public"))
                .credentials("shop", provider);
    }

    @Test
    void manager_withAProvider_setsUpAndRunsWithItsCredentials() {
        try (DatabaseManager manager = manager(vault).open()) {
            SqlDatabase shop = manager.sql("shop");
            assertThat(shop.queryOne("select current_user", String.class)).contains("app");
            assertThat(shop.health(true).status()).hasToString("healthy");
        }
    }

    @Test
    void manager_setUpWithCredentialsThatJustChanged_usesTheNewOnes() throws Exception {
        Credentials old = vault.credentials();
        vault.rotate();
        CredentialsProvider late = new CredentialsProvider() {
            @Override
            public Credentials credentials() {
                return old;
            }

            @Override
            public Credentials refreshed(Credentials refused) throws InterruptedException {
                return vault.refreshed(refused);
            }
        };
        try (DatabaseManager manager = manager(late).open()) {
            assertThat(manager.sql("shop").queryOne("select current_user", String.class))
                    .contains("app");
        }
    }

    @Test
    void manager_whoseProviderFails_saysWhatItsProviderSays() {
        DatabaseManager.Builder builder = manager(() -> {
            throw new IllegalStateException("the vault is sealed");
        });
        assertThatThrownBy(builder::open)
                .isInstanceOf(SetupFailedException.class)
                .hasMessageContaining("shop: asking the credentials provider failed")
                .hasMessageContaining("the vault is sealed");
    }

    @Test
    void manager_whoseProvidersCredentialsAreRefused_saysWhereTheyComeFrom() {
        Credentials wrong = new Credentials(null, Secret.of("s3cret-wrong"), 1);
        DatabaseManager.Builder builder = manager(() -> wrong);
        assertThatThrownBy(builder::open)
                .isInstanceOf(SetupFailedException.class)
                .hasMessageContaining("password is from the credentials provider")
                .hasMessageNotContaining("s3cret-wrong");
    }

    @Test
    void manager_credentialsForADatabaseThatIsNotConfigured_areRefused() {
        DatabaseManager.Builder builder = manager(vault).credentials("shpo", vault);
        assertThatThrownBy(builder::open)
                .isInstanceOf(NoSuchDatabaseException.class)
                .hasMessageContaining("\"shpo\"")
                .hasMessageContaining("shop");
    }

    @Test
    void rotation_ofAPoolInUse_isNoticedByNobodyAndRetiresEveryOlderConnection() throws Exception {
        try (DatabaseManager manager = manager(vault).open()) {
            SqlDatabase shop = manager.sql("shop");
            Set<Integer> old = lendAll(shop, 4);
            assertThat(old).hasSize(4);

            Session inUse = shop.session();
            inUse.queryOne("select 1", Integer.class);
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Integer>> users = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                users.add(threads.submit(() -> {
                    int queries = 0;
                    while (!done.get()) {
                        shop.queryOne("select current_user", String.class);
                        queries++;
                    }
                    return queries;
                }));
            }
            vault.rotate();
            // A connect: the new version is seen. That all connections may be in use in this moment is no matter.
            assertThat(shop.health(true).status()).isNotEqualTo(HealthStatus.UNHEALTHY);
            assertThat(inUse.queryOne("select 'still here'", String.class)).contains("still here");
            inUse.close();
            done.set(true);
            for (Future<Integer> user : users) {
                assertThat(user.get(30, TimeUnit.SECONDS)).isPositive();
            }

            assertThat(lendAll(shop, 4)).hasSize(4).doesNotContainAnyElementsOf(old);
        }
    }

    /** The server's processes behind so many connections that are lent at the same time. */
    private static Set<Integer> lendAll(SqlDatabase shop, int number) {
        Set<Integer> processes = new HashSet<>();
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Session session = shop.session();
            sessions.add(session);
            processes.add(
                    session.queryOne("select pg_backend_pid()", Integer.class).orElseThrow());
        }
        sessions.forEach(Session::close);
        return processes;
    }
}
