package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.Deadline;
import dev.hawser.Position;
import dev.hawser.Row;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a SQL database promises, whatever its engine. A subclass an engine. */
abstract class SqlDatabaseTest {

    /** A row of the table that each test begins with. */
    record Restaurant(
            long id, String name, String city, @Nullable Double rating) {}

    @TempDir
    Path directory;

    DatabaseManager databases;
    SqlDatabase shop;

    /** Options of an empty database, named {@code shop}. */
    abstract DatabaseOptions options();

    /** The type of a key column that the server fills. */
    abstract String generatedKey();

    @BeforeEach
    void open() {
        databases = manager(options());
        shop = databases.sql("shop");
        shop.update("create table restaurants (id " + generatedKey()
                + ", name varchar(100) not null unique, city varchar(100) not null, rating double precision)");
    }

    @AfterEach
    void close() {
        assertThat(databases.close(Duration.ofSeconds(5)))
                .as("connections left in use")
                .isEmpty();
    }

    DatabaseManager manager(DatabaseOptions... options) {
        DatabaseManager.Builder builder = DatabaseManager.builder(ConfigSources.in(directory));
        Arrays.stream(options).forEach(builder::database);
        return builder.open();
    }

    private long count() {
        return shop.queryOne("select count(*) from restaurants", Long.class).orElseThrow();
    }

    @Test
    void query_intoRecords_mapsColumnsByName_andNullToNull() {
        long zak = insert("Zak", "Miami", 4.5);
        long tov = insert("Tov", "Miami", null);
        insert("Chen", "Boston", 3.0);
        List<Restaurant> found = shop.query(
                "select rating, city, name, id from restaurants where city = :city order by id",
                Map.of("city", "Miami"),
                Restaurant.class);
        assertThat(found)
                .containsExactly(new Restaurant(zak, "Zak", "Miami", 4.5), new Restaurant(tov, "Tov", "Miami", null));
    }

    private long insert(String name, String city, @Nullable Double rating) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", name);
        values.put("city", city);
        values.put("rating", rating);
        return shop.insert("insert into restaurants (name, city, rating) values (:name, :city, :rating)", values);
    }

    @Test
    void query_asRows_keepsColumnOrder_andOutlivesItsConnection() {
        insert("Zak", "Miami", 4.5);
        List<Row> rows = shop.query("select name, city, rating from restaurants");
        assertThat(rows.get(0).toMap())
                .containsExactly(Map.entry("name", "Zak"), Map.entry("city", "Miami"), Map.entry("rating", 4.5));
        assertThat(rows.get(0).getString("NAME")).isEqualTo("Zak");
    }

    @Test
    void query_withoutResults_givesAnEmptyList() {
        assertThat(shop.query("select * from restaurants where city = 'Nowhere'"))
                .isEmpty();
    }

    @Test
    void query_withAList_expandsIt() {
        for (String name : List.of("a", "b", "c", "d")) {
            insert(name, "Miami", 1.0);
        }
        assertThat(shop.query(
                        "select name from restaurants where name in (:names) order by name",
                        Map.of("names", List.of("a", "c", "z")),
                        String.class))
                .containsExactly("a", "c");
    }

    @Test
    void query_withARecordAsParameters_takesItsComponents() {
        record Where(String city, double least) {}
        insert("Zak", "Miami", 4.5);
        insert("Tov", "Miami", 2.0);
        assertThat(shop.query(
                        "select name from restaurants where city = :city and rating >= :least",
                        new Where("Miami", 4),
                        String.class))
                .containsExactly("Zak");
    }

    @Test
    void aggregatesAndJoins_work() {
        insert("Zak", "Miami", 4.0);
        insert("Tov", "Miami", 2.0);
        shop.update("create table cities (city varchar(100), state varchar(2))");
        shop.update("insert into cities values ('Miami', 'FL')");
        Row row = shop.queryOne("select c.state, count(*) as n, avg(r.rating) as average from restaurants r"
                        + " join cities c on c.city = r.city group by c.state")
                .orElseThrow();
        assertThat(row.getString("state")).isEqualTo("FL");
        assertThat(row.getLong("n")).isEqualTo(2);
        assertThat(row.getDouble("average")).isEqualTo(3.0);
    }

    @Test
    void queryOne_withNone_isEmpty_andWithTwo_isAnError() {
        assertThat(shop.queryOne("select name from restaurants", String.class)).isEqualTo(Optional.empty());
        insert("Zak", "Miami", null);
        insert("Tov", "Miami", null);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.queryOne("select name from restaurants", String.class))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.DATA))
                .withMessageContaining("more than one row");
        assertThat(count()).as("the connection is in order").isEqualTo(2);
    }

    @Test
    void update_countsAffectedRows() {
        insert("Zak", "Miami", 1.0);
        insert("Tov", "Miami", 1.0);
        assertThat(shop.update("update restaurants set rating = :r where city = :c", Map.of("r", 5.0, "c", "Miami")))
                .isEqualTo(2);
        assertThat(shop.update("delete from restaurants where city = 'Nowhere'"))
                .isZero();
        assertThat(shop.update("create table other (x int)")).isZero();
    }

    @Test
    void insert_givesTheGeneratedKey() {
        long first = insert("Zak", "Miami", null);
        long second = insert("Tov", "Miami", null);
        assertThat(second).isEqualTo(first + 1);
        assertThat(shop.queryOne("select name from restaurants where id = :id", Map.of("id", second), String.class))
                .contains("Tov");
    }

    @Test
    void batch_runsAllInOneTransaction() {
        List<Map<String, String>> rows = List.of(
                Map.of("n", "a", "c", "Miami"), Map.of("n", "b", "c", "Miami"), Map.of("n", "c", "c", "Boston"));
        assertThat(shop.batch("insert into restaurants (name, city) values (:n, :c)", rows))
                .hasSize(3);
        assertThat(count()).isEqualTo(3);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.batch(
                        "insert into restaurants (name, city) values (:n, :c)",
                        List.of(Map.of("n", "d", "c", "Miami"), Map.of("n", "a", "c", "twice"))))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONSTRAINT));
        assertThat(count()).as("nothing of a batch that failed is left").isEqualTo(3);
    }

    @Test
    void bulkInsert_loadsManyRows_withAwkwardText() {
        String awkward = "tab\tquote'backslash\\newline\nnull\\N, comma; \"double\" ünïcødé 😀";
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Arrays.asList(awkward, "Miami", null));
        IntStream.range(0, 5_000).forEach(i -> rows.add(Arrays.asList("name " + i, "Boston", i / 10.0)));
        assertThat(shop.bulkInsert("restaurants", List.of("name", "city", "rating"), rows))
                .isEqualTo(5_001);
        assertThat(count()).isEqualTo(5_001);
        assertThat(shop.queryOne("select name from restaurants where city = 'Miami'", String.class))
                .contains(awkward);
        assertThat(shop.queryOne("select rating from restaurants where name = 'name 4999'", Double.class))
                .contains(499.9);
    }

    @Test
    void stream_givesRowsAsTheyArrive_andItsConnectionBack() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        IntStream.range(0, 2_500).forEach(i -> rows.add(Arrays.asList("name " + i, "Boston", (double) i)));
        shop.bulkInsert("restaurants", List.of("name", "city", "rating"), rows);
        try (Stream<Double> ratings =
                shop.stream("select rating from restaurants order by rating", null, Double.class)) {
            Iterator<Double> first = ratings.iterator();
            assertThat(List.of(first.next(), first.next(), first.next())).containsExactly(0.0, 1.0, 2.0);
            assertThat(shop.stats().active()).isEqualTo(1);
        }
        assertThat(shop.stats().active()).isZero();
        try (Stream<Double> ratings = shop.stream("select rating from restaurants", null, Double.class)) {
            assertThat(ratings.mapToDouble(Double::doubleValue).sum()).isEqualTo(2_499 * 2_500 / 2.0);
        }
    }

    @Test
    void injection_staysAParameter() {
        insert("Zak", "Miami", null);
        for (String payload :
                List.of("' or '1'='1", "'; drop table restaurants; --", "x' union select 1, 'a', 'b', 2 --")) {
            assertThat(shop.query("select * from restaurants where name = :name", Map.of("name", payload)))
                    .isEmpty();
        }
        long id = insert("Robert'); drop table restaurants;--", "Miami", null);
        assertThat(shop.queryOne("select name from restaurants where id = :id", Map.of("id", id), String.class))
                .contains("Robert'); drop table restaurants;--");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void parameters_missingOrUnused_areErrorsThatNameThem_beforeAnythingIsSent() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.query("select * from restaurants where city = :city", Map.of()))
                .withMessageContaining("city");
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.query("select * from restaurants", Map.of("town", "Miami")))
                .withMessageContaining("town");
    }

    @Test
    void wrongStatement_saysWhatWasAttemptedWhereAndWhy() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.query("select * from no_such_table"))
                .satisfies(error -> {
                    assertThat(error.category()).isEqualTo(ErrorCategory.SYNTAX);
                    assertThat(error.database()).isEqualTo("shop");
                    assertThat(error.host()).isNotNull();
                    assertThat(error.getCause()).isInstanceOf(SQLException.class);
                })
                .withMessageContaining("shop: query on ")
                .withMessageContaining("no_such_table")
                .withMessageContaining(" ms with SYNTAX");
    }

    @Test
    void constraintViolation_isNotRetried_andLeavesTheFirstRow() {
        insert("Zak", "Miami", null);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> insert("Zak", "Boston", null))
                .satisfies(error -> {
                    assertThat(error.category()).isEqualTo(ErrorCategory.CONSTRAINT);
                    assertThat(error.attempts()).isEqualTo(1);
                });
        assertThat(count()).isEqualTo(1);
        assertThat(shop.metrics().retryAttempts()).isZero();
    }

    @Test
    void transaction_commitsOnReturn() {
        TransactionResult<Long> result = shop.transaction(tx -> {
            tx.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            return tx.update("insert into restaurants (name, city) values ('Tov', 'Miami')");
        });
        assertThat(result.value()).isEqualTo(1);
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(Position.parse(result.position().toString())).isEqualTo(result.position());
        assertThat(count()).isEqualTo(2);
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void transaction_rollsBackOnAnyThrow_andLetsItThroughUnchanged() {
        IOException checked = new IOException("the caller's own");
        assertThatThrownBy(() -> shop.transaction(tx -> {
                    tx.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
                    throw checked;
                }))
                .isSameAs(checked);
        AssertionError error = new AssertionError("an error too");
        assertThatThrownBy(() -> shop.transaction(tx -> {
                    tx.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
                    throw error;
                }))
                .isSameAs(error);
        assertThat(count()).isZero();
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void transaction_runsTheBlockOnce_whateverItThrows() {
        AtomicInteger runs = new AtomicInteger();
        for (RuntimeException thrown : List.of(
                new IllegalStateException("mine"),
                new DatabaseException(ErrorCategory.CONNECTION_LOST, "from elsewhere"),
                new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "from elsewhere"),
                new DatabaseException(ErrorCategory.CONSTRAINT, "from elsewhere"))) {
            runs.set(0);
            assertThatThrownBy(() -> shop.transaction(tx -> {
                        runs.incrementAndGet();
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void transaction_mustNotEndItself() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.transaction(tx -> {
                    tx.commit();
                    return 0;
                }))
                .withMessageContaining("must not commit by itself");
    }

    @Test
    void session_withoutCommit_rollsBackOnClose() {
        try (Session session = shop.session()) {
            session.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            assertThat(session.queryOne("select count(*) from restaurants", Long.class))
                    .contains(1L);
        }
        assertThat(count()).isZero();
    }

    @Test
    void session_canCommitSeveralTimes() {
        try (Session session = shop.session()) {
            session.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            session.commit();
            session.update("insert into restaurants (name, city) values ('Tov', 'Miami')");
            session.rollback();
            session.update("insert into restaurants (name, city) values ('Chen', 'Miami')");
            session.commit();
        }
        assertThat(shop.query("select name from restaurants order by name", String.class))
                .containsExactly("Chen", "Zak");
    }

    @Test
    void session_takesNoConnection_beforeItsFirstStatement() {
        try (Session session = shop.session()) {
            assertThat(shop.stats().active()).isZero();
            session.query("select 1 as one");
            assertThat(shop.stats().active()).isEqualTo(1);
        }
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void session_afterClose_isRefused_andClosingAgainIsFine() {
        Session session = shop.session();
        session.query("select 1 as one");
        session.close();
        session.close();
        assertThat(session.isClosed()).isTrue();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> session.query("select 1 as one"))
                .withMessageContaining("the session is closed");
    }

    @Test
    void sessionConnection_isInTheSameTransaction_andClosingItDoesNotEndIt() throws SQLException {
        try (Session session = shop.session()) {
            session.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            try (Connection jdbc = session.connection();
                    Statement statement = jdbc.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from restaurants")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
            session.commit();
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void read_refusesWrites_andNamesTheRemedy() {
        insert("Zak", "Miami", null);
        assertThat(shop.<List<String>, RuntimeException>read(
                        Consistency.STRONG, s -> s.query("select name from restaurants", String.class)))
                .containsExactly("Zak");
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.read(Consistency.EVENTUAL, s -> s.update("delete from restaurants")))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED))
                .withMessageContaining("read-only");
        assertThat(count()).isEqualTo(1);
        insert("Tov", "Miami", null);
    }

    @Test
    void withRetry_repeatsOnlyWhatMayBeRepeated() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        assertThat(shop.<String>withRetry(2, Duration.ofMillis(1), () -> {
                    if (runs.incrementAndGet() < 3) {
                        throw new DatabaseException(ErrorCategory.CONNECTION_LOST, "gone");
                    }
                    return "done";
                }))
                .isEqualTo("done");
        assertThat(runs).hasValue(3);
        runs.set(0);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.withRetry(2, Duration.ofMillis(1), () -> {
                    runs.incrementAndGet();
                    return shop.query("select * from no_such_table");
                }));
        assertThat(runs).hasValue(1);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> shop.withRetry(-1, Duration.ofMillis(1), () -> "never"));
    }

    @Test
    void withDeadline_limitsTheWaitForAConnection() {
        try (DatabaseManager small = manager(options().poolSize(1).set("pool.max-overflow", 0))) {
            Session holder = small.sql("shop").session();
            holder.update("update restaurants set rating = 1");
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> small.sql("shop")
                            .withDeadline(Deadline.in(Duration.ofMillis(500)))
                            .update("update restaurants set rating = 2"))
                    .withMessageContaining("last: update restaurants set rating = ?");
            holder.close();
        }
    }

    @Test
    void dataSource_givesConnectionsOfThePool_andResetsThem() throws SQLException {
        try (Connection connection = shop.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into restaurants (name, city) values ('Zak', 'Miami')");
            }
        }
        assertThat(count()).as("not committed").isZero();
        try (Connection connection = shop.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isTrue();
            statement.executeUpdate("insert into restaurants (name, city) values ('Zak', 'Miami')");
        }
        assertThat(count()).isEqualTo(1);
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void metrics_countStatements_notCheckouts() throws SQLException {
        DatabaseMetrics before = shop.metrics();
        try (Session session = shop.session()) {
            session.query("select 1 as one");
            session.query("select 2 as two");
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> session.query("select * from no_such_table"));
        }
        try (Connection connection = shop.connection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("select 3 as three").close();
        }
        DatabaseMetrics after = shop.metrics();
        assertThat(after.totalQueries() - before.totalQueries()).isEqualTo(4);
        assertThat(after.failedQueries() - before.failedQueries()).isEqualTo(1);
        assertThat(after.failureRate()).isEqualTo((double) after.failedQueries() / after.totalQueries());
        assertThat(after.totalQueryTime()).isPositive();
        assertThat(after.p99QueryTime()).isGreaterThanOrEqualTo(after.p50QueryTime());
        assertThat(after.pool().active()).isZero();
    }

    @Test
    void afterClose_everyCallFailsWithIllegalState() {
        Session session = shop.session();
        databases.close();
        databases.close();
        assertThatIllegalStateException().isThrownBy(() -> databases.sql("shop"));
        assertThatIllegalStateException().isThrownBy(() -> databases.names());
        assertThatIllegalStateException().isThrownBy(() -> databases.health());
        assertThatIllegalStateException().isThrownBy(() -> shop.query("select 1 as one"));
        assertThatIllegalStateException().isThrownBy(() -> session.query("select 1 as one"));
        assertThatIllegalStateException().isThrownBy(() -> shop.connection());
    }

    @Test
    void stream_thatFails_givesItsConnectionBack_andTheFirstError() {
        insert("Zak", "Miami", 1.0);
        IllegalStateException mine = new IllegalStateException("from the mapper");
        assertThatThrownBy(() -> shop.stream("select * from restaurants", null, row -> {
                            throw mine;
                        })
                        .toList())
                .isSameAs(mine);
        assertThat(shop.stats().active()).isZero();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.stream("select * from no_such_table", null, Row.class))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.SYNTAX));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.stream("select * from restaurants where id = :id", null, Row.class));
        assertThat(shop.stats().active()).isZero();
        try (Stream<String> names = shop.stream("select name from restaurants", null, String.class)) {
            assertThat(names.findFirst()).contains("Zak");
        }
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void transaction_mustNotEndItselfByText() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.transaction(tx -> {
                    tx.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
                    return tx.update("commit");
                }))
                .withMessageContaining("must not begin or end transactions by text");
        assertThat(count()).isZero();
    }

    @Test
    void emptyStatement_isRefused() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.query("  -- nothing"))
                .withMessageContaining("the statement is empty");
    }

    @Test
    void deadline_thatIsOver_startsNothingMore() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(1));
        SqlDatabase hurried = shop.withDeadline(deadline);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> hurried.transaction(tx -> {
                    tx.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
                    while (!deadline.expired()) {
                        Thread.onSpinWait();
                    }
                    return tx.update("insert into restaurants (name, city) values ('Tov', 'Miami')");
                }))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT))
                .withMessageContaining("the deadline is over");
        assertThat(count()).isZero();
    }
}
