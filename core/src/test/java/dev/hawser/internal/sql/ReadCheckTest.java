package dev.hawser.internal.sql;

import static dev.hawser.internal.sql.Dialects.MYSQL;
import static dev.hawser.internal.sql.Dialects.POSTGRESQL;
import static dev.hawser.internal.sql.Dialects.SQLITE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT id, upper(name) FROM restaurants WHERE city = :city ORDER BY id LIMIT 10",
                "  /* hint */ select count(*) from t -- for update\n",
                "(select 1) union all (select 2);",
                "with x (a, b) as (select 1, 2) select * from x",
                "with recursive x(n) as (select 1 union all select n + 1 from x where n < 5) select n from x",
                "values (1), (2)",
                "table restaurants",
                "show server_version",
                "explain select 1",
                "select cast(a as numeric(10, 2)), b::varchar(20), substring(c for 3) from t",
                "select replace(a, 'x', 'y') from t",
                "select 'update', \"update\" from t",
                "select a from t where b in (select c from u) and exists (select 1)",
                "select sum(a) filter (where b > 0) over (partition by c order by d) from t",
                "select * from t as u(a, b)",
                "select pg_catalog.count(*) from t",
            })
    void read_certainRead_isTrue(String sql) {
        assertThat(SqlParser.parse(sql, POSTGRESQL).read()).as(sql).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "insert into t values (1)",
                "update t set a = 1",
                "delete from t",
                "select * from t for update",
                "select * from t for no key update of t",
                "select * from t for share",
                "select * from t for key share",
                "select 1for update",
                "select * into u from t",
                "with x as (delete from t returning *) select * from x",
                "with x as (insert into t values (1) returning *) select * from x",
                "select nextval('s')",
                "select setval('s', 1)",
                "select pg_advisory_lock(1)",
                "select lo_create(0)",
                "select pg_notify('a', 'b')",
                "select set_config('a', 'b', false)",
                "select my_function()",
                "select \"my_function\"()",
                "select app.count(1)",
                "explain analyze select 1",
                "explain (analyze, buffers) select 1",
                "select 1; select 2",
                "select 1; delete from t",
                "create table t (a int)",
                "call p()",
                "do $$ begin end $$",
                "set search_path to x",
                "copy t to stdout",
                "select 'open",
                "select 1 /* open",
                "select\u00a01",
                "{call f()}",
            })
    void read_anythingElse_isFalse(String sql) {
        assertThat(SqlParser.parse(sql, POSTGRESQL).read()).as(sql).isFalse();
    }

    @Test
    void read_pragma_isTrueWithoutValue() {
        assertThat(SqlParser.parse("pragma user_version", SQLITE).read()).isTrue();
        assertThat(SqlParser.parse("pragma user_version = 3", SQLITE).read()).isFalse();
        assertThat(SqlParser.parse("pragma user_version(3)", SQLITE).read()).isFalse();
        assertThat(SqlParser.parse("pragma optimize", SQLITE).read()).isFalse();
    }

    @Test
    void read_whatDependsOnTheConnection_isFalse() {
        assertThat(SqlParser.parse("select last_insert_rowid()", SQLITE).read()).isFalse();
        assertThat(SqlParser.parse("select changes()", SQLITE).read()).isFalse();
    }

    @Test
    void read_mysqlTraps_areFalse() {
        assertThat(SqlParser.parse("select 1 /*! into outfile '/tmp/x' */", MYSQL)
                        .read())
                .isFalse();
        assertThat(SqlParser.parse("select @a := 1", MYSQL).read()).isFalse();
        assertThat(SqlParser.parse("select * from t lock in share mode", MYSQL).read())
                .isFalse();
        assertThat(SqlParser.parse("replace into t values (1)", MYSQL).read()).isFalse();
    }
}
