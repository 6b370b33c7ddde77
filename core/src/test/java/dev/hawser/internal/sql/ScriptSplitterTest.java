package dev.hawser.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.spi.jdbc.MalformedScriptException;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlScript;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptSplitterTest {

    private static List<String> split(SqlDialect dialect, String script) {
        return SqlScript.split(script, dialect).stream()
                .map(ScriptStatement::sql)
                .toList();
    }

    private static void assertRefused(SqlDialect dialect, String script, int line, String reason) {
        assertThatExceptionOfType(MalformedScriptException.class)
                .isThrownBy(() -> SqlScript.split(script, dialect))
                .withMessageContaining(reason)
                .satisfies(refusal -> assertThat(refusal.line()).isEqualTo(line));
    }

    @Test
    void statements_endAtSemicolons_butNotInLiteralsAndComments() {
        String script = """
                -- a comment; with a semicolon
                insert into a values (';', "b;c"); /* ; */ ;
                ;
                update a set b = 'it''s;'
                """;
        for (SqlDialect dialect : List.of(Dialects.POSTGRESQL, Dialects.MYSQL, Dialects.SQLITE)) {
            assertThat(split(dialect, script))
                    .as(dialect.name())
                    .containsExactly("insert into a values (';', \"b;c\")", "update a set b = 'it''s;'");
        }
    }

    @Test
    void statement_saysInWhichLineItBegins() {
        assertThat(SqlScript.split("\n-- first\n\nselect 1;\r\n\r\n select\n2;select 3", Dialects.POSTGRESQL))
                .extracting(ScriptStatement::line)
                .containsExactly(4, 6, 7);
    }

    @Test
    void postgresql_bodiesAreLiteralsOrBlocks() {
        String script = """
                create function a() returns int language plpgsql as $body$
                begin
                  return 1; -- ;
                end; $body$;
                create function b() returns int begin atomic
                  select case when true then 1 end;
                  select 2;
                end;
                create rule c as on insert to t do also (insert into u values (1); insert into v values (2));
                create trigger d before insert on t for each row execute function a();
                do $$ begin perform 1; end $$
                """;
        assertThat(split(Dialects.POSTGRESQL, script))
                .hasSize(5)
                .satisfiesExactly(
                        a -> assertThat(a).endsWith("$body$"),
                        b -> assertThat(b).endsWith("end"),
                        c -> assertThat(c).endsWith("values (2))"),
                        d -> assertThat(d).endsWith("a()"),
                        e -> assertThat(e).endsWith("$$"));
    }

    @Test
    void postgresql_dataOfCopy_belongToIt() {
        String script = """
                \\restrict abc
                copy public.t (id, name) from stdin;
                1\tit's; not "SQL" $$
                2\t\\N
                \\.

                select 1;
                \\unrestrict abc
                """;
        List<ScriptStatement> statements = SqlScript.split(script, Dialects.POSTGRESQL);
        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).sql()).isEqualTo("copy public.t (id, name) from stdin");
        assertThat(statements.get(0).copyData()).isEqualTo("1\tit's; not \"SQL\" $$\n2\t\\N\n");
        assertThat(statements.get(1)).isEqualTo(new ScriptStatement("select 1", 7, null));
        assertRefused(Dialects.POSTGRESQL, "select 1;\ncopy t from stdin;\n1\n2\n", 2, "\\.");
        assertRefused(Dialects.POSTGRESQL, "select 1;\n\\connect shop\n", 2, "\\connect is a command of psql");
        assertRefused(Dialects.MYSQL, "use a;\nsource b.sql;\n", 2, "source is a command of mysql");
        assertRefused(Dialects.MYSQL, "\\. b.sql", 1, "\\. is a command of mysql");
        assertRefused(Dialects.SQLSERVER, "select 1\n:r b.sql\n", 2, ":r is a command of sqlcmd");
        assertRefused(Dialects.SQLITE, "select 1;\n.read b.sql\n", 2, ".read is a command of sqlite3");
    }

    @Test
    void mysql_delimiterIsObeyed() {
        String script = """
                create table a (id int);
                DELIMITER $$
                create procedure b() begin
                  select ';'; select 2;
                end$$
                create procedure c() select 1 $$
                delimiter ;
                select 3;
                """;
        assertThat(split(Dialects.MYSQL, script))
                .hasSize(4)
                .satisfiesExactly(
                        a -> assertThat(a).isEqualTo("create table a (id int)"),
                        b -> assertThat(b).startsWith("create procedure b").endsWith("end"),
                        c -> assertThat(c).isEqualTo("create procedure c() select 1"),
                        d -> assertThat(d).isEqualTo("select 3"));
    }

    @Test
    void mysql_bodiesWithoutDelimiter_areKeptTogether() {
        List<String> bodies = List.of(
                "create trigger a before insert on t for each row begin set new.b = 1; set new.c = new.end; end",
                "create trigger b before insert on t for each row if new.b > 1 then set new.b = 1; end if",
                "create procedure c() outer_loop:loop if a then leave outer_loop; else if b then set c = 1; end if; end if; end loop",
                "create function d() returns int begin declare x int; case x when 1 then set x = 2; else begin end; end case;"
                        + " while x < 3 do set x = x + 1; end while; repeat set x = if(x > 1, 2, 3); until x end repeat;"
                        + " return case x when 1 then 2 end; end",
                "create event e on schedule every 1 day ends now() do begin select 1; select 2; end",
                "create procedure if not exists f() begin for i in 1..3 do select i; end for; end");
        assertThat(split(Dialects.MYSQL, String.join(";\n", bodies) + ";")).isEqualTo(bodies);
    }

    @Test
    void mysql_commentsThatItExecutes_areStatements() {
        assertThat(split(Dialects.MYSQL, "/* no */ ; /*!40101 set names utf8 */; /*M!100616 set x = 1 */;"))
                .containsExactly("/*!40101 set names utf8 */", "/*M!100616 set x = 1 */");
    }

    @Test
    void sqlite_bodiesOfTriggers_areKeptTogether() {
        List<String> statements = List.of(
                "create trigger a after insert on t begin insert into u values (case when 1 then 2 else 3 end); delete from v; end",
                "create temp trigger if not exists b instead of update on w begin select 1; end",
                "create table \"begin\" (\"end\" integer)");
        assertThat(split(Dialects.SQLITE, String.join(";", statements))).isEqualTo(statements);
    }

    @Test
    void sqlServer_batchesEndAtGo() {
        String script = """
                create table a (id int); insert into a values (1);
                GO
                create procedure b as begin select 1; select 2; end
                  go 2
                select 'go
                go';
                select 1 as go -- no command
                go
                """;
        assertThat(split(Dialects.SQLSERVER, script))
                .containsExactly(
                        "create table a (id int); insert into a values (1);",
                        "create procedure b as begin select 1; select 2; end",
                        "create procedure b as begin select 1; select 2; end",
                        "select 'go\ngo';\nselect 1 as go -- no command");
    }

    @Test
    void scriptThatEndsInsideOfSomething_isRefused_withTheLineWhereThatBegins() {
        assertRefused(Dialects.POSTGRESQL, "select 1;\nselect 'a;\nb", 2, "a literal begins here and has no end");
        assertRefused(Dialects.POSTGRESQL, "select 1;\n\n do $$ begin", 3, "a literal");
        assertRefused(Dialects.POSTGRESQL, "select 1 /* a\n/* b */\n", 1, "a comment");
        assertRefused(Dialects.MYSQL, "select 1;\nselect `a", 2, "a quoted identifier");
        assertRefused(Dialects.SQLITE, "select 1;\ncreate trigger a after insert on b begin\nselect 1;\n", 2, "a body");
        assertRefused(Dialects.SQLSERVER, "select 1\ngo\nselect [a\ngo", 3, "a quoted identifier");
    }
}
