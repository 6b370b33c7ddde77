package dev.hawser.internal.sql;

import static dev.hawser.internal.sql.Dialects.POSTGRESQL;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "BEGIN ISOLATION LEVEL SERIALIZABLE",
                "start transaction read only",
                "set search_path to x",
                "SET SESSION statement_timeout = 0",
                "/* x */ set role admin",
                "set session characteristics as transaction read write",
                "reset all",
                "discard plans",
                "prepare p as select 1",
                "deallocate p",
                "listen changes",
                "unlisten *",
                "create temp table t (a int)",
                "create local temporary table t (a int)",
                "create or replace temp view v as select 1",
                "select * into temp t from u",
                "attach database 'x' as y",
                "detach database y",
                "pragma query_only = 1",
                "pragma busy_timeout(5)",
                "declare c cursor with hold for select 1",
                "select set_config('a', 'b', false)",
                "select pg_advisory_lock(1)",
                "select pg_try_advisory_lock(1)",
                "update pg_settings set setting = 'off' where name = 'x'",
                "do $$ begin set x = 1; end $$",
                "call p()",
                "select 1; set search_path to x",
            })
    void changesSession_whatOutlivesTheTransaction_isTrue(String sql) {
        assertThat(SqlParser.parse(sql, POSTGRESQL).changesSession()).as(sql).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "set local search_path to x",
                "set transaction isolation level serializable",
                "set constraints all deferred",
                "prepare transaction 'x'",
                "create table temp_data (a int)",
                "update t set a = 1",
                "pragma user_version",
                "declare c cursor for select 1",
                "select pg_advisory_xact_lock(1)",
                "select 'set x'",
                "insert into t values ('set role')",
            })
    void changesSession_whatEndsWithTheTransaction_isFalse(String sql) {
        assertThat(SqlParser.parse(sql, POSTGRESQL).changesSession()).as(sql).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table #t (a int)",
                "create table [#t] (a int)",
                "select a into #t from u",
                "select 1 create table ##t (a int)",
                "set lock_timeout 5",
                "use other"
            })
    void changesSession_whatSqlServerKeeps_isTrue(String sql) {
        assertThat(SqlParser.parse(sql, Dialects.SQLSERVER).changesSession())
                .as(sql)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create table t (a int)", "insert into [t] values ('#x')", "select a # b from t"})
    void changesSession_whatSqlServerForgets_isFalse(String sql) {
        assertThat(SqlParser.parse(sql, Dialects.SQLSERVER).changesSession())
                .as(sql)
                .isFalse();
    }
}
