package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlStatementsTest {

    private static Words words(String sql) {
        return Words.of(sql, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table p exchange partition p0 with table t",
                "ALTER TABLE t\n DISCARD TABLESPACE",
                "create user u identified by 'x'",
                "create or replace role r",
                "drop database if exists d",
                "rename user a to b",
                "grant select on t to u",
                "revoke all on *.* from u",
                "create table other.t (a int)",
                "create table if not exists `the other` . `t` (a int)",
                "create or replace definer = u@h view other.v as select 1",
                "create index i on other.t (a)",
                "create trigger x before insert on `other`.t for each row set new.a = 1",
                "drop table a, other.b",
                "alter table t rename to other.t",
                "rename table a to c, b to a, c to b",
            })
    void whatLeavesNoTrace_cannotBeTold(String sql) {
        assertThat(MysqlStatements.kind(words(sql))).isEqualTo(StatementKind.UNKNOWABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (a decimal(5, 1) default 1.5)",
                "create view v as select t.a, u.b from t join u on u.a = t.a",
                "create trigger x before insert on t for each row set new.a = 1",
                "create index i on t (a)",
                "alter table t add a double default 0.5, rename column b to c",
                "alter table t drop partition p0",
                "drop table a, b",
                "rename table t to t_old, t_new to t",
                "truncate table t",
                "set password = 'x'",
            })
    void definitionOfTheDatabaseItself_isToldFromTheSchema(String sql) {
        assertThat(MysqlStatements.kind(words(sql))).isEqualTo(StatementKind.COMMITS);
    }

    @Test
    void severalThatAreDropped_mayBeDroppedInPart() {
        assertThat(MysqlStatements.isDoneInPart(words("drop table if exists a,\n b")))
                .isTrue();
        assertThat(MysqlStatements.isDoneInPart(words("drop table a"))).isFalse();
        assertThat(MysqlStatements.isDoneInPart(words("alter table a drop b, drop c")))
                .isFalse();
    }
}
