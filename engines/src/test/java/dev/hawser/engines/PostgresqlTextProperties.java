package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.TestDatabases;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever text goes in comes out of a real server, as an element of an array and through COPY. */
class PostgresqlTextProperties {

    private static final PostgresqlEngine ENGINE = new PostgresqlEngine();
    private static JdbcConnection connection;

    @BeforeContainer
    static void connect() throws Exception {
        connection = Raw.connect(
                ENGINE, TestConfig.postgres(TestDatabases.postgres()).build());
        Raw.execute(connection, "create table t (id int, c text)");
    }

    @AfterContainer
    static void close() {
        connection.close();
    }

    @BeforeTry
    void empty() throws SQLException {
        Raw.execute(connection, "truncate t");
    }

    /** Everything that PostgreSQL can keep: all but NUL and halves of characters. */
    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> strange = Arbitraries.strings()
                .withChars("\\\t\n\r\b\f\u000b\"'{},.;N xnu0É漢")
                .ofMaxLength(12);
        Arbitrary<String> any = Arbitraries.strings()
                .withCharRange('\u0001', '\ud7ff')
                .withCharRange('\ue000', '\ufffd')
                .ofMaxLength(12);
        return Arbitraries.frequencyOf(Tuple.of(3, strange), Tuple.of(1, any))
                .injectNull(0.1)
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 150)
    void bindArray_anyTexts_comeBack(@ForAll("texts") List<String> texts) throws SQLException {
        assertThat(Raw.roundTrip(ENGINE, connection, "select ?::text[]", texts)).isEqualTo(texts);
    }

    @Property(tries = 150)
    void bulkInsert_anyTexts_comeBack(@ForAll("texts") List<String> texts) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        for (String text : texts) {
            List<Object> row = new ArrayList<>();
            row.add(rows.size());
            row.add(text);
            rows.add(row);
        }
        connection.begin();
        assertThat(ENGINE.values().bulkInsert(connection.raw(), "t", List.of("id", "c"), rows))
                .isEqualTo(texts.size());
        connection.commit();
        List<String> back = new ArrayList<>();
        try (Statement statement = connection.raw().createStatement();
                ResultSet result = statement.executeQuery("select c from t order by id")) {
            while (result.next()) {
                back.add(result.getString(1));
            }
        }
        assertThat(back).isEqualTo(texts);
    }
}
