package dev.hawser.internal.sql;

import static dev.hawser.internal.sql.Dialects.MYSQL;
import static dev.hawser.internal.sql.Dialects.POSTGRESQL;
import static dev.hawser.internal.sql.Dialects.SQLITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spi.jdbc.SqlDialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadonlyGuardTest {

    private static String breach(String sql, SqlDialect dialect) {
        return SqlParser.parse(sql, dialect).readonlyBreach();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET TRANSACTION READ WRITE",
                "set transaction isolation level serializable, read write",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "BEGIN",
                "begin transaction read write",
                "START TRANSACTION READ WRITE",
                "start transaction",
                "COMMIT",
                "commit and chain",
                "END",
                "ROLLBACK",
                "rollback and chain",
                "ABORT",
                "PREPARE TRANSACTION 'x'",
                "COMMIT PREPARED 'x'",
                "SET transaction_read_only = off",
                "SET LOCAL transaction_read_only TO off",
                "SET SESSION transaction_read_only TO off",
                "set default_transaction_read_only to off",
                "SeT \"transaction_read_only\" = off",
                "set U&\"\\0074ransaction_read_only\" = off",
                "RESET transaction_read_only",
                "reset default_transaction_read_only",
                "reset \"default_transaction_read_only\"",
                "RESET ALL",
                "DISCARD ALL",
                "set standard_conforming_strings = off",
                "select set_config('transaction_read_only', 'off', false)",
                "select pg_catalog.set_config('default_transaction_read_only', 'off', false)",
                "select \"set_config\"('default_transaction_read_only', 'off', false)",
                "select U&\"set\\005fconfig\"('default_transaction_read_only', 'off', false)",
                "select * from t where x = (select set_config('a', 'b', true))",
                "select query_to_xml('select set_config(''a'', ''b'', false)', true, true, '')",
                "select query_to_xml('select set_' || 'config(...)', true, true, '')",
                "select dblink_exec('dbname=x', 'insert into t values (1)')",
                "select lo_export(1, '/tmp/x')",
                "update pg_settings set setting = 'off' where name = 'default_transaction_read_only'",
                "with x as (update pg_catalog.\"pg_settings\" set setting = 'off' returning 1) select * from x",
                "alter system set default_transaction_read_only = off",
                "DO $$ begin perform 1; end $$",
                "CALL p()",
                "EXECUTE p",
                "explain analyze execute p",
                "copy t to program 'sh'",
                "copy t to '/tmp/x'",
                "copy stdout to '/tmp/x'",
                "copy t (stdout) to program 'sh'",
                "load 'library'",
                "vacuum",
                "select 1; commit; insert into t values (1)",
                "select 1; insert into t values (1)",
                "; commit",
                ";;commit;",
                "{call f()}",
                "select 'open",
                "select $a$ open $b$; commit",
            })
    void breach_postgresqlEscape_isRefused(String sql) {
        assertThat(breach(sql, POSTGRESQL)).as(sql).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* select */ commit",
                "-- select\ncommit",
                "/* /* */ select 1 */ commit",
                "\t\r\n\f commit",
                "cOmMiT",
                "set/**/transaction/**/read/**/write",
                "set transaction -- x\n read -- y\n write",
                "select $$ ' $$; commit; --'",
                "select $a1$ $a$ $a1$; commit",
                "select E'\\''; commit; --'",
                "select E'a'\n'\\''; commit; --'",
                "select E'a' -- x\n'\\''; commit; --'",
                "select 'a\\'; commit; --'",
                "select a\u00a0$x$; commit; select a\u00a0$x$",
                "select $\u00a0$ ' $\u00a0$; commit; --'",
                "select 1 as \"a\"\"\"; commit; --\"",
                "set\u00a0transaction read write",
                "select 1 -- x\rcommit",
                "select x'0f'; commit",
                "select 1a$x$; commit; select $x$",
                "select 1/**/;/**/commit",
            })
    void breach_hiddenInTextOfPostgresql_isRefused(String sql) {
        assertThat(breach(sql, POSTGRESQL)).as(sql).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pragma query_only = off",
                "PRAGMA main.query_only=0",
                "pragma query_only(quick_check)",
                "pragma query_only /* table_info */ (off)",
                "pragma query_only(0)",
                "pragma \"query_only\" = 0",
                "pragma writable_schema = on",
                "attach database '/tmp/x' as y",
                "detach database y",
                "select load_extension('x')",
                "begin immediate",
                "end transaction",
                "vacuum into '/tmp/copy'",
                "select [a'] ; commit; --']",
                "select 'a\\'; commit; --'",
                "select /* /* */ 1; commit; -- */",
            })
    void breach_sqliteEscape_isRefused(String sql) {
        assertThat(breach(sql, SQLITE)).as(sql).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set session transaction read write",
                "set @@session.transaction_read_only = 0",
                "set a = 1, tx_read_only = 0",
                "set global read_only = off",
                "set sql_mode = 'ANSI_QUOTES'",
                "select 1 /*! ; commit */",
                "select 1 into outfile '/tmp/x'",
                "xa end 'x'",
                "select 'a\\''; commit; --  '",
                "select 1 --1; commit",
            })
    void breach_mysqlEscape_isRefused(String sql) {
        assertThat(breach(sql, MYSQL)).as(sql).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing\n",
                "select 1",
                "select 1;",
                "select 'commit; set transaction read write', \"commit\" from t -- commit",
                "select $$; commit; $$, E'\\'; commit; '",
                "with x as (select 1) select * from x",
                "(select 1)",
                "select commit, rollback from t",
                "select lo_price, dblinks from houses",
                "values (1)",
                "table t",
                "show transaction_read_only",
                "explain analyze select 1",
                "savepoint a",
                "rollback to a",
                "rollback transaction to savepoint a",
                "release savepoint a",
                "set search_path to \"Shop\"",
                "set local statement_timeout = 5",
                "set transaction isolation level repeatable read",
                "set transaction read only",
                "reset search_path",
                "discard plans",
                "listen x",
                "copy t to stdout",
                "select * from pg_settings",
                "declare c cursor for select 1",
                "fetch 10 from c",
                // plain writes are the server's to refuse
                "insert into t values (1)",
                "update t set a = 1",
                "delete from t",
                "create table t (a int)",
            })
    void breach_harmlessInPostgresql_isNull(String sql) {
        assertThat(breach(sql, POSTGRESQL)).as(sql).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pragma query_only",
                "pragma table_info(t)",
                "pragma main.table_info('t')",
                "explain query plan select 1"
            })
    void breach_harmlessInSqlite_isNull(String sql) {
        assertThat(breach(sql, SQLITE)).as(sql).isNull();
    }
}
