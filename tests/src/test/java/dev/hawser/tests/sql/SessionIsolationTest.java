package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.SqlOperations;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units of work in one thread know nothing of each other. A subclass an engine. */
abstract class SessionIsolationTest {

    @TempDir
    Path directory;

    private DatabaseManager databases;
    private SqlDatabase shop;

    abstract DatabaseOptions options();

    @BeforeEach
    void open() {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options())
                .open();
        shop = databases.sql();
        shop.update("create table notes (text varchar(100))");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    SqlDatabase shop() {
        return shop;
    }

    static long count(SqlOperations db) {
        return db.queryOne("select count(*) from notes", Long.class).orElseThrow();
    }

    static void note(SqlOperations db, String text) {
        assertThat(db.update("insert into notes values ('" + text + "')")).isEqualTo(1);
    }

    @Test
    void helperBesideASession_doesNotSeeOrCommitItsWork() {
        try (Session session = shop.session()) {
            note(session, "open");
            assertThat(count(session)).isEqualTo(1);
            assertThat(count(shop)).isZero();
            session.rollback();
        }
        assertThat(count(shop)).isZero();
    }

    @Test
    void readInsideATransaction_isAnotherUnitOfWork() {
        shop.transaction(tx -> {
            note(tx, "open");
            long seen = shop.<Long, RuntimeException>read(Consistency.STRONG, SessionIsolationTest::count);
            assertThat(seen).isZero();
            return seen;
        });
        assertThat(count(shop)).isEqualTo(1);
    }

    @Test
    void connectionOfABlockThatThrows_isGivenBackOnce() throws SQLException {
        IllegalStateException thrown = new IllegalStateException("the caller's");
        for (int i = 0; i < 3 * shop.stats().size(); i++) {
            assertThatThrownBy(() -> {
                        try (Connection connection = shop.dataSource().getConnection();
                                Statement statement = connection.createStatement()) {
                            statement.executeUpdate("insert into notes values ('one')");
                            throw thrown;
                        }
                    })
                    .isSameAs(thrown);
            assertThat(shop.stats().active()).isZero();
        }
        assertThat(shop.stats().idle()).isEqualTo(1);
        assertThat(count(shop)).isEqualTo(3L * shop.stats().size());
    }

    @Test
    void readThatFails_runsOnce() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> shop.read(Consistency.EVENTUAL, tx -> {
                    runs.incrementAndGet();
                    return tx.query("select * from missing");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(runs).hasValue(1);
    }
}
