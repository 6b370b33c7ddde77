package dev.hawser.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spi.jdbc.MalformedScriptException;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScriptSplitterProperties {

    @Provide
    Arbitrary<String> anyScript() {
        Arbitrary<String> pieces = Arbitraries.of(
                "'",
                "\"",
                "`",
                "[",
                "]",
                "$$",
                "$a$",
                "--",
                "/*",
                "/*!",
                "*/",
                "\n",
                "\r\n",
                ";",
                ";;",
                "//",
                "go",
                "\ngo\n",
                "\ndelimiter //\n",
                "\ndelimiter ;\n",
                "create trigger a",
                "begin",
                "end",
                "if",
                "case",
                "copy a from stdin;\n",
                "\n\\.\n",
                "\\",
                "(",
                ")",
                " ",
                "select 1");
        return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(3))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    /** Whole statements of which none holds another. */
    @Provide
    Arbitrary<List<String>> statements() {
        return Arbitraries.of(
                        "select 1",
                        "insert into a values (';', 'it''s')",
                        "update a set b = 1 /* ; */ where c = 2",
                        "delete from \"a;b\"",
                        "create trigger t after insert on a begin select 1; select case when 1 then 2 end; end",
                        "create table b (c int)")
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<SqlDialect> dialect() {
        return Arbitraries.of(Dialects.ALL);
    }

    @Property
    void split_anyScript_givesItsPiecesInOrder_orSaysInWhichLineItIsWrong(
            @ForAll("anyScript") String script, @ForAll("dialect") SqlDialect dialect) {
        try {
            int from = 0;
            int line = 0;
            for (ScriptStatement statement : ScriptSplitter.split(script, dialect)) {
                assertThat(statement.sql()).isNotBlank();
                int at = script.indexOf(statement.sql(), from);
                if (!dialect.has(Feature.SCRIPT_BATCHES)) { // where a batch may run several times
                    assertThat(at).isNotNegative();
                    from = at + statement.sql().length();
                }
                assertThat(statement.line()).isGreaterThanOrEqualTo(line);
                line = statement.line();
            }
            assertThat(line)
                    .isLessThanOrEqualTo(
                            (int) script.chars().filter(c -> c == '\n').count() + 1);
        } catch (MalformedScriptException refused) {
            assertThat(refused.line())
                    .isBetween(1, (int) script.chars().filter(c -> c == '\n').count() + 1);
        }
    }

    @Property
    void split_ofStatementsPutTogether_givesThemBack(
            @ForAll("statements") List<String> statements, @ForAll("dialect") SqlDialect dialect) {
        String separator = dialect.has(Feature.SCRIPT_BATCHES) ? "\nGO\n" : ";\n";
        assertThat(ScriptSplitter.split(String.join(separator, statements), dialect))
                .extracting(ScriptStatement::sql)
                .isEqualTo(statements);
    }
}
