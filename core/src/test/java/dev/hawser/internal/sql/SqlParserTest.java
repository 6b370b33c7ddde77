package dev.hawser.internal.sql;

import static dev.hawser.internal.sql.Dialects.MYSQL;
import static dev.hawser.internal.sql.Dialects.POSTGRESQL;
import static dev.hawser.internal.sql.Dialects.SQLITE;
import static dev.hawser.internal.sql.Dialects.SQLSERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spi.jdbc.SqlDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {

    private static ParsedSql parse(String sql) {
        return SqlParser.parse(sql, POSTGRESQL);
    }

    private static void assertNoParameters(String sql, SqlDialect dialect) {
        ParsedSql parsed = SqlParser.parse(sql, dialect);
        assertThat(parsed.parameters()).as(sql).isEmpty();
        assertThat(parsed.driverSql()).isEqualTo(sql);
    }

    @Test
    void parse_namedParameters_becomePositions() {
        ParsedSql sql = parse("select * from t where a = :a and b > :b_2 or a < :a");

        assertThat(sql.parameters()).containsExactly("a", "b_2", "a");
        assertThat(sql.parameterNames()).containsExactly("a", "b_2");
        assertThat(sql.driverSql()).isEqualTo("select * from t where a = ? and b > ? or a < ?");
        assertThat(sql.parts()).containsExactly("select * from t where a = ", " and b > ", " or a < ", "");
    }

    @Test
    void parse_parametersThatTouchOperators_areFound() {
        ParsedSql sql = parse("select (:a)::int, x->>:key, -:n, y||:suffix, case when z=:z then:t end limit:l");

        assertThat(sql.parameters()).containsExactly("a", "key", "n", "suffix", "z", "t", "l");
        assertThat(sql.driverSql()).isEqualTo("select (?)::int, x->>?, -?, y||?, case when z=? then? end limit?");
    }

    @Test
    void parse_castOfAParameter_keepsTheCast() {
        assertThat(parse("select :a::int").driverSql()).isEqualTo("select ?::int");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'it''s :a', '12:30'",
                "select \":a\" from t",
                "select 1 -- :a\n, 2",
                "select /* :a /* :b */ :c */ 1",
                "select $$ :a $$, $tag$ :b $$ :c $tag$",
                "select E'\\' :a \\\\'",
                "select E'x'\n  '\\' :a'",
                "select x::text, '1'::int",
                "select tags[1:2], tags[a:b], tags[f(1):n], tags[t[1]:t[2]], tags[\"a\":b]",
                "select json_object('a':b)",
                "begin x := y; end",
                "select 1:30",
                "select $1"
            })
    void parse_postgresqlText_hasNoParameters(String sql) {
        assertNoParameters(sql, POSTGRESQL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select [:a], `:b` from t", "select 'a\\' , ':a'", "select /* :a /* */ 1", "select \":a\"\":b\""
            })
    void parse_sqliteText_hasNoParameters(String sql) {
        assertNoParameters(sql, SQLITE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 'a\\' :a'", "select \"x\\\" :a\"", "select 1 # :a", "select `:a``:b`"})
    void parse_mysqlText_hasNoParameters(String sql) {
        assertNoParameters(sql, MYSQL);
    }

    @Test
    void parse_bracketDoubledInSqlServer_isOneIdentifier() {
        assertNoParameters("select [a]]:b] from t", SQLSERVER);
    }

    @Test
    void parse_doubleMinusWithoutSpaceInMysql_isNoComment() {
        assertThat(SqlParser.parse("select 5--:a", MYSQL).parameters()).containsExactly("a");
    }

    @Test
    void parse_sliceThatBeginsWithAColon_hasAParameter() {
        assertThat(parse("select tags[:i], tags[1: n], tags[ : n], tags[:i : :j]")
                        .parameters())
                .containsExactly("i", "i", "j");
    }

    @Test
    void parse_jsonOperators_areDoubledForTheDriver() {
        ParsedSql sql = parse("select * from t where j ? 'a' and j ?| array['b'] and j ?& :keys and j @? '$.a'");

        assertThat(sql.driverSql())
                .isEqualTo("select * from t where j ?? 'a' and j ??| array['b'] and j ??& ? and j @?? '$.a'");
        assertThat(sql.positional()).isFalse();
        assertThat(sql.parameters()).containsExactly("keys");
    }

    @Test
    void parse_questionMarkBeforeAParameter_isAnOperator() {
        assertThat(parse("select j ? :key from t").driverSql()).isEqualTo("select j ?? ? from t");
    }

    @Test
    void parse_operatorDoubledAlready_staysAsItIs() {
        assertThat(parse("select j ?? 'a'").driverSql()).isEqualTo("select j ?? 'a'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t where a = ?",
                "select * from t where a in (?, ?)",
                "insert into t values (?)",
                "select * from t where a > ? and b = 1",
                "select * from t limit ?"
            })
    void parse_positionalParameter_isNoticed(String sql) {
        assertThat(parse(sql).positional()).as(sql).isTrue();
        assertThat(parse(sql).driverSql()).isEqualTo(sql);
        assertThat(SqlParser.parse(sql, SQLITE).positional()).isTrue();
    }

    @Test
    void parse_questionMarksInLiterals_areNoParameters() {
        ParsedSql sql = parse("select '?', \"?\", $$?$$ -- ?");

        assertThat(sql.positional()).isFalse();
        assertThat(sql.driverSql()).isEqualTo(sql.text());
    }

    @Test
    void parse_parametersInLists_areMarked() {
        ParsedSql sql = parse("select * from t where a in (:a) and b not IN ( 1, :b ,2) and c = any(:c)"
                + " and d in (select x from u where y = :d) and f(:e)");

        assertThat(sql.parameters()).containsExactly("a", "b", "c", "d", "e");
        assertThat(sql.isListed(0)).isTrue();
        assertThat(sql.isListed(1)).isTrue();
        assertThat(sql.isListed(2)).isFalse();
        assertThat(sql.isListed(3)).isFalse();
        assertThat(sql.isListed(4)).isFalse();
        assertThat(sql.hasListed()).isTrue();
        assertThat(parse("select :a").hasListed()).isFalse();
    }

    @Test
    void masked_whiteSpaceAndComments_areCollapsed() {
        assertThat(parse("  select\n\t a , b -- why\n from\r\n   t /* x */ where c=1  ")
                        .masked())
                .isEqualTo("select a , b from t where c=?");
    }

    @Test
    void masked_literals_areReplaced() {
        String sql = "select 'secret', E'se\\'cret', $x$secret$x$, X'0f', 12.5e-3, :id, \"secret column\" from t2"
                + " where p = 0x1F";

        assertThat(parse(sql).masked()).isEqualTo("select ?, ?, ?, ?, ?, :id, \"secret column\" from t2 where p = ?");
    }

    @Test
    void masked_doubleQuotesInMysql_areReplaced() {
        assertThat(SqlParser.parse("select \"secret\"", MYSQL).masked()).isEqualTo("select ?");
    }

    @Test
    void masked_literalWithoutEnd_isReplaced() {
        assertThat(parse("alter role x password 'secret").masked()).isEqualTo("alter role x password ?");
    }

    @Test
    void returning_clause_isNoticed() {
        assertThat(parse("insert into t (a) values (1) RETURNING id").returning())
                .isTrue();
        assertThat(parse("insert into t (a) values ('returning')").returning()).isFalse();
    }
}
