package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.testkit.LeakCheck;
import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import java.io.IOException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import net.ucanaccess.jdbc.UcanaccessConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Access files: which can be opened, by how many, and that they hold what was committed. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class AccessIT {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        file = AccessFiles.empty(directory.resolve("orders 100%.accdb"));
    }

    private static DatabaseOptions at(Path file) {
        return DatabaseOptions.of("orders")
                .set("type", "access")
                .set("database", file.toString())
                .set("retry.max-retries", 0);
    }

    private DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .engines(List.of(new AccessEngine()))
                .open();
    }

    /** The error with which it cannot be opened. */
    private DatabaseException refused(DatabaseOptions options) {
        return catchThrowableOfType(
                        SetupFailedException.class, () -> open(options).close())
                .causes()
                .values()
                .iterator()
                .next();
    }

    private long rows() throws IOException {
        try (Database database =
                new DatabaseBuilder().withFile(file.toFile()).withReadOnly(true).open()) {
            return database.getTable("t").getRowCount();
        }
    }

    private static void fill(SqlDatabase database) {
        database.update("create table t (id int not null primary key)");
        database.update("insert into t (id) values (1)");
    }

    @Test
    void open_createDb_makesTheFormatOfTheSuffix() throws IOException {
        for (String name : List.of("new.accdb", "new.mdb")) {
            Path created = directory.resolve(name);
            assertThat(refused(at(created)))
                    .hasMessageContainingAll("does not exist", created.toString())
                    .extracting(DatabaseException::category, DatabaseException::advice)
                    .satisfies(said -> assertThat(said.get(0)).isEqualTo(ErrorCategory.NO_SUCH_DATABASE))
                    .satisfies(said -> assertThat(said.get(1)).asString().contains("create-db: true"));
            try (DatabaseManager manager = open(at(created).set("create-db", true))) {
                fill(manager.sql("orders"));
            }
            try (Database database =
                    new DatabaseBuilder().withFile(created.toFile()).open()) {
                assertThat(database.getFileFormat())
                        .isEqualTo(name.endsWith("mdb") ? Database.FileFormat.V2003 : Database.FileFormat.V2010);
                assertThat(database.getTable("t").getRowCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void open_whatIsNoAccessFile_saysWhatItIs() throws IOException {
        Path letter = Files.writeString(directory.resolve("letter.accdb"), "Dear Anna,\n".repeat(1_000));
        assertThat(refused(at(letter))).hasMessageContaining("is not an MS Access database");
        Path empty = Files.createFile(directory.resolve("nothing.mdb"));
        assertThat(refused(at(empty))).hasMessageContaining("is not an MS Access database");
        assertThat(refused(at(directory))).hasMessageContaining("is a directory");
        assertThat(refused(at(directory.resolve("none").resolve("x.accdb"))))
                .hasMessageContaining("does not exist")
                .extracting(DatabaseException::category)
                .isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
    }

    @Test
    void open_password_isAskedForAndNotRepeated() throws IOException {
        String canary = "c4nary";
        Path plain = AccessFiles.withPassword(directory.resolve("plain.mdb"), "s3same");
        Path encrypted = AccessFiles.encrypted(directory.resolve("encrypted.mdb"), "s3same");
        for (Path locked : List.of(plain, encrypted)) {
            assertThat(refused(at(locked))).hasMessageContaining("needs one");
            DatabaseException wrong = refused(at(locked).password(canary));
            assertThat(wrong).hasMessageContaining("has another one").hasMessageNotContaining(canary);
            assertThat(wrong.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
            for (boolean first : List.of(true, false)) {
                try (DatabaseManager manager = open(at(locked).password("s3same"))) {
                    if (first) {
                        fill(manager.sql("orders"));
                    }
                    assertThat(manager.sql("orders").query("select id from t", Map.of(), Integer.class))
                            .containsExactly(1);
                }
            }
        }
        assertThat(refused(at(file).password(canary))).hasMessageContaining("has none");
        assertThat(Files.readString(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("MSysObjects");
    }

    @Test
    void open_twiceInAProcess_isRefused_untilTheFirstIsClosed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.accdb"), file);
        try (DatabaseManager first = open(at(file))) {
            for (Path same : List.of(file, link)) {
                assertThat(refused(at(same)))
                        .hasMessageContaining("is open in this process already")
                        .extracting(DatabaseException::category)
                        .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            }
            fill(first.sql("orders")); // the attempts have not given its lock away
        }
        open(at(link)).close();
    }

    @Test
    void open_inAnotherProcess_isRefusedAndNamesIt_untilThatIsClosedOrKilled() throws Exception {
        try (AccessProcess other = AccessProcess.open(file)) {
            assertThat(refused(at(file)))
                    .hasMessageContainingAll("process " + other.pid(), "two processes that write lose data");
            try (DatabaseManager reader = open(at(file).set("readonly", true))) {
                reader.sql("orders").query("select 1 from dual");
            }
        }
        open(at(file)).close();
        try (AccessProcess other = AccessProcess.open(file)) {
            other.kill();
            open(at(file)).close();
        }
    }

    @Test
    void open_refusedHere_doesNotGiveTheLockAway() throws Exception {
        try (DatabaseManager first = open(at(file))) {
            refused(at(file));
            assertThatThrownBy(() -> AccessProcess.open(file).close())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            fill(first.sql("orders"));
        }
    }

    @Test
    void open_somebodyHasItOpenInAccess_isRefused_andCanBeRead() throws IOException {
        Path users = Files.createFile(directory.resolve("orders 100%.laccdb"));
        assertThat(refused(at(file))).hasMessageContainingAll("is open in MS Access", users.toString(), "readonly");
        open(at(file).set("readonly", true)).close();
        Files.delete(users);
        open(at(file)).close();
    }

    @Test
    void readonly_opensTheFileReadOnly_beneathTheSession() throws Exception {
        try (DatabaseManager manager = open(at(file))) {
            fill(manager.sql("orders"));
        }
        long before = Files.getLastModifiedTime(file).toMillis();
        try (DatabaseManager manager = open(at(file).set("readonly", true))) {
            try (Connection connection = manager.sql("orders").connection();
                    Statement statement = connection.createStatement()) {
                // What the session refuses the file would refuse too: past Hawser, and past the driver's memory.
                UcanaccessConnection driver = connection.unwrap(UcanaccessConnection.class);
                assertThatThrownBy(() -> driver.getDbIO().getTable("t").addRow(2))
                        .isInstanceOf(NonWritableChannelException.class);
                assertThatThrownBy(() -> statement.executeUpdate("insert into t (id) values (3)"));
                assertThatThrownBy(() -> connection.setReadOnly(false));
            }
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(before);
    }

    @Test
    void setReadOnly_afterARead_holds() throws Exception {
        try (DatabaseManager manager = open(at(file))) {
            fill(manager.sql("orders"));
            try (Connection connection = manager.sql("orders").connection();
                    Statement statement = connection.createStatement()) {
                statement.executeQuery("select id from t").close();
                connection.setReadOnly(true);
                assertThatThrownBy(() -> statement.executeUpdate("insert into t (id) values (2)"));
                connection.setReadOnly(false);
                statement.executeUpdate("insert into t (id) values (3)");
            }
        }
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void transaction_statementFailedHalfway_leavesNothingInTheFile() throws IOException {
        try (DatabaseManager manager = open(at(file))) {
            SqlDatabase database = manager.sql("orders");
            fill(database);
            database.update("create table s (id int)");
            for (int id : List.of(7, 8, 1)) {
                database.update("insert into s (id) values (" + id + ")");
            }
            try (Session session = database.session()) {
                session.update("insert into t (id) values (2)");
                assertThatThrownBy(() -> session.update("insert into t (id) select id from s order by id desc"))
                        .isInstanceOf(DatabaseException.class);
                assertThatThrownBy(session::commit).hasMessageContaining("a statement in it failed");
            }
            database.update("insert into t (id) values (9)");
        }
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void commit_thatTheFileRefuses_keepsNothing_andTheNextOneWorks() throws IOException {
        try (DatabaseManager manager = open(at(file))) {
            SqlDatabase database = manager.sql("orders");
            fill(database);
            database.update("create table wide (n decimal(28,0))"); // the driver makes 18 digits of it
            String tooWide = "insert into wide (n) values (1234567890123456789012)";
            assertThatThrownBy(() -> database.update(tooWide)).hasMessageContaining("too big");
            database.update("insert into t (id) values (2)");
            assertThatThrownBy(() -> database.transaction(tx -> {
                        tx.update("insert into t (id) values (3)");
                        return tx.update(tooWide);
                    }))
                    .hasMessageContaining("too big");
            database.update("insert into t (id) values (4)");
            assertThat(database.query("select id from t order by id", Map.of(), Integer.class))
                    .containsExactly(1, 2, 4);
        }
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void transaction_rolledBackToASavepoint_keepsWhatCameBefore() throws Exception {
        try (DatabaseManager manager = open(at(file))) {
            SqlDatabase database = manager.sql("orders");
            fill(database);
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.executeUpdate("insert into t (id) values (2)");
                Savepoint savepoint = connection.setSavepoint();
                assertThatThrownBy(() -> statement.executeUpdate("insert into t (id) values (1)"));
                connection.rollback(savepoint);
                statement.executeUpdate("insert into t (id) values (3)");
                connection.commit();
            }
        }
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void statement_thatTheFileWouldNotKeep_isRefused() throws IOException {
        try (DatabaseManager manager = open(at(file))) {
            SqlDatabase database = manager.sql("orders");
            fill(database);
            for (String lost : List.of(
                    "create table u (id bigint)",
                    "/* a comment */ create table u (id int, key guid)",
                    "alter table t add column v uuid",
                    "create table u (id int, v timestamp with time zone)",
                    "create table u (id int, v varchar(300))",
                    "truncate table t")) {
                assertThatThrownBy(() -> database.update(lost))
                        .isInstanceOfSatisfying(
                                DatabaseException.class,
                                error -> assertThat(error.category()).isEqualTo(ErrorCategory.SYNTAX));
            }
            database.update("-- the driver would not see that this is one\ncreate table u (id int, [time] datetime)");
        }
        try (Database database = new DatabaseBuilder().withFile(file.toFile()).open()) {
            assertThat(database.getTableNames()).containsExactlyInAnyOrder("t", "u");
        }
        assertThat(rows()).isEqualTo(1);
    }
}
