package dev.hawser.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class SqlParserProperties {

    /** Whatever can be typed, with what confuses lexers more often than by chance. */
    @Provide
    Arbitrary<String> anyText() {
        Arbitrary<String> pieces = Arbitraries.of(
                "'", "\"", "`", "[", "]", "$$", "$a$", "E'", "\\", "--", "/*", "*/", "\n", "\r", ":", "::", ":a", "?",
                "#", ";", "select", "1e", "0x", ".", "(", ")", "\u00a0", " ");
        return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(4))
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<SqlDialect> dialect() {
        return Arbitraries.of(Dialects.ALL);
    }

    @Property
    void tokens_ofAnyText_areTheText(@ForAll("anyText") String text, @ForAll("dialect") SqlDialect dialect) {
        List<SqlToken> tokens = SqlLexer.tokens(text, dialect);

        assertThat(tokens.stream().map(SqlToken::text).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(tokens).noneMatch(token -> token.text().isEmpty());
    }

    @Property
    void parse_anyText_keepsEverythingButParameters(
            @ForAll("anyText") String text, @ForAll("dialect") SqlDialect dialect) {
        ParsedSql sql = SqlParser.parse(text, dialect);

        assertThat(sql.parts()).hasSize(sql.parameters().size() + 1);
        StringBuilder again = new StringBuilder(sql.parts().get(0));
        for (int i = 0; i < sql.parameters().size(); i++) {
            again.append(':').append(sql.parameters().get(i)).append(sql.parts().get(i + 1));
        }
        assertThat(again.toString().replace("??", "?")).isEqualTo(text.replace("??", "?"));
    }

    @Property
    void parse_aStatementBehindAnotherOne_isNeverARead(
            @ForAll("anyText") String text, @ForAll("dialect") SqlDialect dialect) {
        List<SqlToken> tokens = SqlLexer.tokens(text, dialect);
        boolean open = tokens.stream().anyMatch(token -> !token.closed());
        boolean endsInLineComment =
                !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Kind.COMMENT;

        ParsedSql sql = SqlParser.parse("select 1 " + text + (open || endsInLineComment ? "" : " ; commit"), dialect);

        if (open || !endsInLineComment) {
            assertThat(sql.read()).isFalse();
            assertThat(sql.readonlyBreach()).isNotNull();
        }
    }

    /** A fragment of PostgreSQL with the parameters that are in it. */
    @Provide
    Arbitrary<Tuple2<String, List<String>>> fragment() {
        Arbitrary<String> inner = Arbitraries.of(":no", "x", " ", "?", ";", "1", "::", "commit", "--", "/", "*");
        Arbitrary<String> text = inner.list().ofMaxSize(5).map(parts -> String.join("", parts));
        Arbitrary<String> name = Arbitraries.of("a", "b1", "long_name", "Größe");
        Arbitrary<String> silent = Arbitraries.oneOf(
                text.map(s -> "'" + s + "'"),
                text.map(s -> "'" + s + "'''"),
                text.map(s -> "E'" + s + "\\''"),
                text.map(s -> "\"" + s + "\"\"\""),
                text.map(s -> "$$" + s + "$$"),
                text.map(s -> "$tag$" + s + "$$ $tag$"),
                text.map(s -> "/*" + s.replace("*", "").replace("/", "") + "*/"),
                text.map(s -> "--" + s + "\n"),
                Arbitraries.of("x::int", "t[1:n]", "y := z", "12:30", "j ?| k", "1.5e3", "$1"));
        return Arbitraries.oneOf(
                silent.map(s -> Tuple.of(s, List.of())),
                Combinators.combine(name, Arbitraries.of("", "::text", " ", ")", ","))
                        .as((n, after) -> Tuple.of(":" + n + after, List.of(n))));
    }

    @Property
    void parse_parametersAmongLiterals_areFoundExactly(
            @ForAll List<@net.jqwik.api.From("fragment") Tuple2<String, List<String>>> fragments) {
        StringBuilder text = new StringBuilder("select ");
        List<String> expected = new ArrayList<>();
        for (Tuple2<String, List<String>> fragment : fragments) {
            text.append(' ').append(fragment.get1());
            expected.addAll(fragment.get2());
        }

        assertThat(SqlParser.parse(text.toString(), Dialects.POSTGRESQL).parameters())
                .isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> secret() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(12).ofMaxLength(16);
    }

    @Property
    void masked_literals_areNeverInIt(
            @ForAll("secret") String secret, @ForAll("dialect") SqlDialect dialect, @ForAll("anyText") String before) {
        String sql = "select " + before.replaceAll("[^ a-z1:]", "") + " '" + secret + "' , '''" + secret + "', 4711, '"
                + secret;

        assertThat(SqlParser.parse(sql, dialect).masked())
                .doesNotContain(secret)
                .doesNotContain("4711");
    }

    @Property
    void masked_isOneLineWithoutRunsOfSpaces(@ForAll("anyText") String text, @ForAll("dialect") SqlDialect dialect) {
        String between = SqlLexer.tokens(text, dialect).stream()
                .filter(token -> token.kind() != Kind.QUOTED_IDENTIFIER)
                .map(SqlToken::text)
                .collect(Collectors.joining());

        assertThat(SqlParser.parse(between, dialect).masked())
                .doesNotContain("  ")
                .doesNotStartWith(" ");
    }
}
