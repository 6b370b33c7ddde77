package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SqliteIT {

    // Counts to ten thousand million: hours of work that holds no lock.
    private static final String ENDLESS =
            "with recursive c(n) as (select 1 union all select n + 1 from c where n < 10000000000) select count(*) from c";

    @TempDir
    private Path directory;

    private final SqliteEngine engine = new SqliteEngine();
    private final List<JdbcConnection> opened = new ArrayList<>();
    private Path file;
    private ConnectionFactory factory;

    @BeforeEach
    void prepare() throws Exception {
        file = directory.resolve("test 100%?#.db");
        factory = factory(TestConfig.sqlite(file.toString()).build());
    }

    @AfterEach
    void close() {
        opened.forEach(EngineConnection::close);
        factory.close();
    }

    private ConnectionFactory factory(DatabaseConfig config) throws Exception {
        assertThat(engine.check(config)).isEmpty();
        ConnectionFactory prepared = engine.connectionFactory(config);
        prepared.prepare(Raw.NOBODY, Raw.TIMEOUT);
        return prepared;
    }

    private JdbcConnection open(ConnectionFactory from, HostSpec host) throws Exception {
        JdbcConnection connection = (JdbcConnection) from.connect(host, Raw.NOBODY, Raw.TIMEOUT);
        opened.add(connection);
        return connection;
    }

    private JdbcConnection writer() throws Exception {
        return open(factory, SqliteEngine.WRITER);
    }

    private JdbcConnection reader() throws Exception {
        return open(factory, SqliteEngine.READERS);
    }

    @Test
    void prepare_missingFile_createsItWithWriteAheadLog() throws Exception {
        assertThat(file).exists();
        assertThat(Raw.single(reader(), "pragma journal_mode")).isEqualTo("wal");
    }

    @Test
    void connect_writer_hasTheSettingsThatWereChosen() throws Exception {
        JdbcConnection writer = writer();
        assertThat(Raw.single(writer, "pragma foreign_keys")).isEqualTo("1");
        assertThat(Raw.single(writer, "pragma synchronous")).isEqualTo("1");
        assertThat(Raw.single(writer, "pragma busy_timeout")).isEqualTo("10000");
        assertThat(writer.serverVersion()).startsWith("SQLite 3.");
        assertThat(writer.connectionCount()).isNull();
        assertThat(writer.isAlive(Raw.TIMEOUT)).isTrue();
    }

    @Test
    void properties_givenByUser_win() throws Exception {
        ConnectionFactory given =
                factory(TestConfig.sqlite(directory.resolve("given.db").toString())
                        .properties(Map.of("journal_mode", "DELETE", "busy_timeout", "77"))
                        .build());
        JdbcConnection writer = open(given, SqliteEngine.WRITER);
        assertThat(Raw.single(writer, "pragma journal_mode")).isEqualTo("delete");
        assertThat(Raw.single(writer, "pragma busy_timeout")).isEqualTo("77");
    }

    @Test
    void prepare_eightThreadsAtOnce_allSucceed() throws Exception {
        Path raced = directory.resolve("raced.db");
        DatabaseConfig config = TestConfig.sqlite(raced.toString()).build();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Object>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    engine.connectionFactory(config).prepare(Raw.NOBODY, Raw.TIMEOUT);
                    return null;
                }));
            }
            start.countDown();
            for (Future<Object> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Raw.single(open(engine.connectionFactory(config), SqliteEngine.READERS), "pragma journal_mode"))
                .isEqualTo("wal");
    }

    @Test
    void reader_afterCommit_seesItAndCannotWrite() throws Exception {
        JdbcConnection writer = writer();
        JdbcConnection reader = reader();
        Raw.execute(writer, "create table t (n int)", "insert into t values (1)");
        assertThat(Raw.single(reader, "select n from t")).isEqualTo("1");
        for (String write :
                List.of("insert into t values (2)", "update t set n = 2", "delete from t", "drop table t")) {
            assertThat(Raw.failure(engine, () -> Raw.execute(reader, write)).category())
                    .isEqualTo(ErrorCategory.WRONG_ROLE);
        }
        assertThat(Raw.single(writer, "select count(*) from t")).isEqualTo("1");
    }

    @Test
    void reader_writeTransactionOpen_readsTheOldStateWithoutWaiting() throws Exception {
        JdbcConnection writer = writer();
        JdbcConnection reader = reader();
        Raw.execute(writer, "create table t (n int)");
        writer.begin();
        Raw.execute(writer, "insert into t values (1)");
        assertThat(Raw.single(reader, "select count(*) from t")).isEqualTo("0");
        writer.commit();
        assertThat(Raw.single(reader, "select count(*) from t")).isEqualTo("1");
    }

    @Test
    void transaction_rolledBackOrCommitted_isSo() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(writer, "create table t (n int)");
        writer.begin();
        Raw.execute(writer, "insert into t values (1)");
        writer.rollback();
        assertThat(writer.inTransaction()).isFalse();
        writer.begin();
        Raw.execute(writer, "insert into t values (2)");
        writer.commit();
        assertThat(Raw.single(writer, "select group_concat(n) from t")).isEqualTo("2");
    }

    @Test
    void savepoint_rolledBackTo_keepsWhatWasBefore() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(writer, "create table t (n int)");
        assertThatThrownBy(() -> writer.raw().setSavepoint()).isInstanceOf(SQLException.class);
        writer.begin();
        Savepoint empty = writer.raw().setSavepoint();
        Raw.execute(writer, "insert into t values (1)");
        Savepoint one = writer.raw().setSavepoint("one");
        Raw.execute(writer, "insert into t values (2)");
        writer.raw().rollback(one);
        writer.raw().releaseSavepoint(empty);
        writer.commit();
        assertThat(Raw.single(writer, "select group_concat(n) from t")).isEqualTo("1");
    }

    @Test
    void commit_otherProcessWaitsForTheLock_succeedsAndDoesNotTakeTheLockAgain() throws Exception {
        JdbcConnection first = writer();
        JdbcConnection second = writer();
        Raw.execute(first, "create table t (n int)");
        Raw.execute(second, "pragma busy_timeout = 0");
        first.begin();
        Raw.execute(first, "insert into t values (1)");
        assertThat(Raw.failure(engine, () -> Raw.execute(second, "insert into t values (2)"))
                        .category())
                .isEqualTo(ErrorCategory.TIMEOUT);
        first.raw().commit();
        Raw.execute(second, "insert into t values (3)"); // the first is still in manual commit mode, and holds nothing
        first.rollback();
        assertThat(Raw.single(first, "select group_concat(n) from t")).isEqualTo("1,3");
    }

    @Test
    void statement_overTimeout_isStoppedAndConnectionGoesOn() throws Exception {
        ConnectionFactory hasty = factory(TestConfig.sqlite(file.toString())
                .statementTimeout(Duration.ofMillis(300))
                .build());
        JdbcConnection reader = open(hasty, SqliteEngine.READERS);
        Duration time = Raw.time(() -> {
            assertThat(Raw.failure(engine, () -> Raw.single(reader, ENDLESS)).category())
                    .isEqualTo(ErrorCategory.TIMEOUT);
            return null;
        });
        assertThat(time).isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
        assertThat(Raw.single(reader, "select 1")).isEqualTo("1");
    }

    @Test
    void transaction_statementStopped_refusesTheRestUntilRolledBack() throws Exception {
        ConnectionFactory hasty = factory(TestConfig.sqlite(file.toString())
                .statementTimeout(Duration.ofMillis(300))
                .build());
        JdbcConnection writer = open(hasty, SqliteEngine.WRITER);
        Raw.execute(writer, "create table t (n int)");
        writer.begin();
        Raw.execute(writer, "insert into t values (1)");
        assertThat(Raw.failure(engine, () -> Raw.execute(writer, "insert into t " + ENDLESS))
                        .category())
                .isEqualTo(ErrorCategory.TIMEOUT);
        assertThatThrownBy(() -> Raw.execute(writer, "insert into t values (2)"))
                .hasMessageContaining("rolled back");
        writer.rollback();
        assertThat(Raw.single(writer, "select count(*) from t")).isEqualTo("0");

        writer.begin();
        Raw.execute(writer, "insert into t values (3)");
        assertThat(Raw.thrown(() -> Raw.execute(writer, "insert into t " + ENDLESS)))
                .isNotNull();
        assertThatThrownBy(writer::commit).hasMessageContaining("rolled back");
        writer.reset();
        assertThat(writer.inTransaction()).isFalse();
        assertThat(Raw.single(writer, "select count(*) from t")).isEqualTo("0");
    }

    @Test
    void cancel_fromAnotherThread_stopsTheStatement() throws Exception {
        JdbcConnection reader = reader();
        try (Statement statement = reader.raw().createStatement()) {
            FutureTask<Exception> running = new FutureTask<>(() -> Raw.thrown(() -> statement.executeQuery(ENDLESS)));
            new Thread(running).start();
            while (!running.isDone()) {
                statement.cancel(); // until it hits: nothing tells when the statement runs
                Thread.onSpinWait();
            }
            assertThat(engine.errors().meaning(running.get()).category()).isEqualTo(ErrorCategory.TIMEOUT);
        }
    }

    @RepeatedTest(20)
    void abort_statementRuns_stopsItAndCloses() throws Exception {
        JdbcConnection reader = reader();
        Statement statement = reader.raw().createStatement();
        CountDownLatch started = new CountDownLatch(1);
        FutureTask<Exception> running = new FutureTask<>(() -> {
            started.countDown();
            return Raw.thrown(() -> {
                while (true) {
                    statement.executeQuery(ENDLESS).close();
                }
            });
        });
        new Thread(running).start();
        started.await();
        assertThat(Raw.time(() -> {
                    reader.abort();
                    return null;
                }))
                .isLessThan(Duration.ofSeconds(10));
        assertThat(running.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
        assertThat(reader.isAlive(Raw.TIMEOUT)).isFalse();
    }

    @Test
    void setReadOnly_writer_refusesWritesUntilReset() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(writer, "create table t (n int)");
        writer.setReadOnly(true);
        assertThat(writer.raw().isReadOnly()).isTrue();
        assertThat(Raw.failure(engine, () -> Raw.execute(writer, "insert into t values (1)"))
                        .category())
                .isEqualTo(ErrorCategory.WRONG_ROLE);
        writer.reset();
        Raw.execute(writer, "insert into t values (1)");
    }

    @Test
    void setReadOnly_reader_cannotBeLifted() throws Exception {
        JdbcConnection reader = reader();
        assertThat(reader.raw().isReadOnly()).isTrue();
        assertThatThrownBy(() -> reader.setReadOnly(false)).isInstanceOf(SQLException.class);
    }

    @Test
    void reset_sessionChangedBySql_fails() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(writer, "create temp table scratch (n int)");
        writer.sessionChanged();
        assertThatThrownBy(writer::reset).isInstanceOf(SQLException.class);
    }

    /** Why memory has one connection: if this fails, SQLite has learnt to let them do so, and more can be allowed. */
    @Test
    void memory_severalConnections_lockEachOtherOut() throws Exception {
        ConnectionFactory memory = factory(TestConfig.sqlite(":memory:")
                .pool(1, 0)
                .properties(Map.of("busy_timeout", "20"))
                .build());
        try {
            JdbcConnection writer = open(memory, SqliteEngine.WRITER);
            JdbcConnection reader = open(memory, SqliteEngine.WRITER);
            Raw.execute(writer, "create table t (n int)", "insert into t values (1)", "insert into t values (2)");
            try (Statement statement = reader.raw().createStatement();
                    ResultSet half = statement.executeQuery("select n from t")) {
                half.next();
                assertThatThrownBy(() -> Raw.execute(writer, "update t set n = 3"))
                        .hasMessageContaining("SQLITE_BUSY");
            }
            writer.begin();
            Raw.execute(writer, "update t set n = 3");
            assertThatThrownBy(() -> Raw.single(reader, "select n from t")).hasMessageContaining("SQLITE_BUSY");
            writer.rollback();
        } finally {
            memory.close();
        }
    }

    @Test
    void memory_connectionReplaced_keepsItsData() throws Exception {
        DatabaseConfig config = TestConfig.sqlite(":memory:").pool(1, 0).build();
        assertThat(engine.hosts(config)).containsExactly(SqliteEngine.WRITER);
        assertThat(engine.pool(config, SqliteEngine.WRITER).size()).isEqualTo(1);
        assertThat(engine.pool(config, SqliteEngine.WRITER).recycle()).isZero();
        ConnectionFactory memory = factory(config);
        ConnectionFactory other = factory(config);
        try {
            JdbcConnection first = open(memory, SqliteEngine.WRITER);
            Raw.execute(first, "create table t (n int)", "insert into t values (42)");
            JdbcConnection beside = open(memory, SqliteEngine.WRITER);
            assertThat(Raw.single(beside, "select n from t")).isEqualTo("42");
            beside.close();
            first.close();
            assertThat(Raw.single(open(memory, SqliteEngine.WRITER), "select n from t"))
                    .isEqualTo("42");
            assertThat(Raw.single(open(other, SqliteEngine.WRITER), "select count(*) from sqlite_schema"))
                    .isEqualTo("0");
        } finally {
            memory.close();
            other.close();
        }
    }

    @Test
    void readonly_existingFile_isReadAndNothingElse() throws Exception {
        Raw.execute(writer(), "create table t (n int)", "insert into t values (1)");
        DatabaseConfig config =
                TestConfig.sqlite(file.toString()).readonly().pool(5, 0).build();
        assertThat(engine.hosts(config)).containsExactly(SqliteEngine.READERS);
        assertThat(engine.pool(config, SqliteEngine.READERS).size()).isEqualTo(5);
        JdbcConnection reader = open(factory(config), SqliteEngine.READERS);
        assertThat(engine.roleProbe().ask(SqliteEngine.READERS, reader).role()).isEqualTo(HostRole.PRIMARY);
        assertThat(Raw.single(reader, "select n from t")).isEqualTo("1");
        assertThat(Raw.failure(engine, () -> Raw.execute(reader, "insert into t values (1)"))
                        .category())
                .isEqualTo(ErrorCategory.WRONG_ROLE);
    }

    @Test
    void readonly_missingFile_isAnErrorAndCreatesNothing() {
        Path missing = directory.resolve("missing.db");
        Exception error = Raw.thrown(
                () -> factory(TestConfig.sqlite(missing.toString()).readonly().build()));
        assertThat(engine.errors().meaning(error).category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(error).hasMessageContaining(missing.toString()).hasMessageContaining("does not exist");
        assertThat(missing).doesNotExist();
    }

    @Test
    void connect_fileDeleted_isAnErrorAndCreatesNothing() throws Exception {
        Files.delete(file);
        assertThat(Raw.failure(engine, this::writer).category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(Raw.failure(engine, this::reader).category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(file).doesNotExist();
    }

    @Test
    void prepare_directoryForFile_saysSo() {
        Exception error =
                Raw.thrown(() -> factory(TestConfig.sqlite(directory.toString()).build()));
        assertThat(error).hasMessageContaining(directory + " is a directory");
        assertThat(engine.errors().meaning(error).category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
    }

    @Test
    void prepare_missingDirectory_saysSo() {
        Path missing = directory.resolve("nowhere").resolve("test.db");
        assertThat(Raw.thrown(
                        () -> factory(TestConfig.sqlite(missing.toString()).build())))
                .hasMessageContaining("directory " + missing.getParent() + " does not exist");
    }

    @Test
    void prepare_fileIsNoDatabase_saysSoAndKeepsIt() throws Exception {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear reader, ".repeat(1000));
        DatabaseConfig config = TestConfig.sqlite(letter.toString()).build();
        assertThat(Raw.failure(engine, () -> factory(config)).vendorCode()).isEqualTo(26);
        assertThat(Raw.failure(
                                engine,
                                () -> engine.connectionFactory(config)
                                        .connect(SqliteEngine.READERS, Raw.NOBODY, Raw.TIMEOUT))
                        .category())
                .isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(letter).content().startsWith("Dear reader");
    }

    @Test
    void errors_provoked_haveTheirCategories() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(
                writer,
                "create table t (id integer primary key, n int not null unique, check (n > 0)) strict",
                "insert into t values (1, 1)");
        assertThat(category(writer, "selekt 1")).isEqualTo(ErrorCategory.SYNTAX);
        assertThat(category(writer, "select * from nowhere")).isEqualTo(ErrorCategory.SYNTAX);
        assertThat(category(writer, "insert into t values (2, 1)")).isEqualTo(ErrorCategory.CONSTRAINT);
        assertThat(category(writer, "insert into t values (2, null)")).isEqualTo(ErrorCategory.CONSTRAINT);
        assertThat(category(writer, "insert into t values (2, -1)")).isEqualTo(ErrorCategory.CONSTRAINT);
        assertThat(category(writer, "insert into t values ('one', 1)")).isEqualTo(ErrorCategory.DATA);
        assertThat(category(writer, "select zeroblob(2000000000)")).isEqualTo(ErrorCategory.DATA);
        Raw.execute(writer, "pragma max_page_count = 3");
        assertThat(category(writer, "create table big as select zeroblob(1000000)"))
                .isEqualTo(ErrorCategory.RESOURCE);
    }

    private ErrorCategory category(JdbcConnection connection, String sql) {
        return Raw.failure(engine, () -> Raw.execute(connection, sql)).category();
    }

    @Test
    void errors_snapshotOutOfDate_isSerialization() throws Exception {
        JdbcConnection writer = writer();
        Raw.execute(writer, "create table t (n int)");
        try (Connection foreign = new org.sqlite.JDBC()
                .connect("jdbc:sqlite:" + file.toUri().toASCIIString(), new java.util.Properties())) {
            foreign.setAutoCommit(false);
            assertThat(Raw.single(foreign, "select count(*) from t")).isEqualTo("0");
            Raw.execute(writer, "insert into t values (1)");
            Exception error = Raw.thrown(() -> foreign.createStatement().execute("insert into t values (2)"));
            assertThat(engine.errors().meaning(error).vendorCode()).isEqualTo(517);
            assertThat(engine.errors().meaning(error).category()).isEqualTo(ErrorCategory.SERIALIZATION);
        }
    }

    @Test
    void errors_withoutCode_areOther() {
        assertThat(engine.errors().meaning(new IllegalStateException("x")).category())
                .isEqualTo(ErrorCategory.OTHER);
        assertThat(engine.errors().meaning(new SQLException("x")).category()).isEqualTo(ErrorCategory.OTHER);
    }

    @Test
    void hosts_bySize_areWriterAndReaders() {
        DatabaseConfig five = TestConfig.sqlite("x.db").pool(5, 2).build();
        assertThat(engine.hosts(five)).containsExactly(SqliteEngine.WRITER, SqliteEngine.READERS);
        assertThat(engine.pool(five, SqliteEngine.WRITER).size()).isEqualTo(1);
        assertThat(engine.pool(five, SqliteEngine.WRITER).maxOverflow()).isZero();
        assertThat(engine.pool(five, SqliteEngine.READERS).size()).isEqualTo(4);
        assertThat(engine.pool(five, SqliteEngine.READERS).maxOverflow()).isEqualTo(2);
        assertThat(engine.hosts(TestConfig.sqlite("x.db").pool(1, 0).build())).containsExactly(SqliteEngine.WRITER);
    }

    @Test
    void check_whatSqliteHasNot_namesEachKey() {
        DatabaseConfig config = TestConfig.sqlite(":memory:")
                .pool(2, 1)
                .hosts(new HostSpec("db1", 1))
                .schema("s")
                .extensions("postgis")
                .readonly()
                .createDb()
                .build();
        assertThat(engine.check(config))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly(
                        "host", "schema", "extensions", "create-db", "readonly", "pool.size", "pool.max-overflow");
        assertThat(engine.check(TestConfig.sqlite("file:x?mode=ro").build())).hasSize(1);
        assertThat(engine.check(TestConfig.sqlite(" ").build())).hasSize(1);
    }

    @Test
    void roles_ofHosts_needNoQuestion() throws Exception {
        assertThat(engine.roleProbe().ask(SqliteEngine.WRITER, writer()).role()).isEqualTo(HostRole.PRIMARY);
        assertThat(engine.roleProbe().ask(SqliteEngine.READERS, reader()).role())
                .isEqualTo(HostRole.REPLICA);
        assertThat(engine.replicasAreCurrent()).isTrue();
    }

    @Test
    void writes_eightThreadsOverOneWriterEach_neverFailAsBusy() throws Exception {
        Raw.execute(writer(), "create table t (n int)");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                JdbcConnection mine = writer();
                work.add(() -> {
                    for (int n = 0; n < 50; n++) {
                        mine.begin();
                        Raw.single(mine, "select count(*) from t");
                        Raw.execute(mine, "insert into t values (1)");
                        mine.commit();
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Raw.single(reader(), "select count(*) from t")).isEqualTo("400");
    }
}
