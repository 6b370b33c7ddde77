package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.MalformedScriptException;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the statements of a script. For one thread. */
public final class ScriptSplitter {

    private static final String SEMICOLON = ";";
    private static final Pattern DELIMITER = Pattern.compile("(?i)delimiter[ \\t]+(\\S+)[ \\t]*");
    private static final Pattern GO = Pattern.compile("(?i)go(?:[ \\t]+(\\d{1,4}))?[ \\t]*(?:--.*)?;?[ \\t]*");

    /** What {@code pg_dump} writes around a dump so that {@code psql} obeys nothing in it: without {@code psql} there is nothing to obey. */
    private static final Set<String> RESTRICTIONS = Set.of("\\restrict", "\\unrestrict");

    private static final String END_OF_DATA = "\\.";

    private final String script;
    private final SqlDialect dialect;
    private final SqlLexer lexer;
    private final List<ScriptStatement> statements = new ArrayList<>();
    private String delimiter = SEMICOLON;
    private StatementShape shape = new StatementShape();
    private int begins = -1;
    private int lineAt;
    private int line = 1;

    private ScriptSplitter(String script, SqlDialect dialect) {
        this.script = script;
        this.dialect = dialect;
        this.lexer = new SqlLexer(script, dialect);
    }

    /** See {@link dev.hawser.spi.jdbc.SqlScript#split}. */
    public static List<ScriptStatement> split(String script, SqlDialect dialect) {
        ScriptSplitter splitter = new ScriptSplitter(script, dialect);
        while (splitter.lexer.position() < script.length()) {
            splitter.step();
        }
        splitter.endOfScript();
        return List.copyOf(splitter.statements);
    }

    private void step() {
        int at = lexer.position();
        if (!delimiter.equals(SEMICOLON) && script.startsWith(delimiter, at)) {
            end(at);
            lexer.moveTo(at + delimiter.length());
            return;
        }
        SqlToken token = lexer.next();
        if (!token.closed()) {
            throw new MalformedScriptException(lineOf(at), describe(token) + " begins here and has no end");
        }
        if (!command(token, at)) {
            statement(delimited(token, at), at);
        }
    }

    /** A word goes on over characters that a delimiter may be made of: {@code END$$}. */
    private SqlToken delimited(SqlToken token, int at) {
        int delimited = token.kind() == Kind.WORD && !delimiter.equals(SEMICOLON)
                ? token.text().indexOf(delimiter)
                : -1;
        if (delimited <= 0) {
            return token;
        }
        lexer.moveTo(at + delimited);
        return new SqlToken(Kind.WORD, token.text().substring(0, delimited), true);
    }

    private void statement(SqlToken token, int at) {
        if (token.is(';') && delimiter.equals(SEMICOLON) && !dialect.has(Feature.SCRIPT_BATCHES) && shape.mayEnd()) {
            end(at);
            return;
        }
        if (token.significant() || isExecuted(token)) {
            if (begins < 0) {
                begins = at;
            }
            shape.see(token);
        }
    }

    /** <a href="https://dev.mysql.com/doc/refman/8.4/en/comments.html">Comments</a> that MySQL executes. */
    private boolean isExecuted(SqlToken token) {
        return token.kind() == Kind.COMMENT
                && dialect.has(Feature.SCRIPT_DELIMITERS)
                && (token.text().startsWith("/*!") || token.text().startsWith("/*M!"));
    }

    /** What is for the command line that usually reads the script. Such a command has a line of its own. */
    private boolean command(SqlToken token, int at) {
        if (dialect.has(Feature.SCRIPT_BATCHES) && token.word().equals("go")) {
            Matcher go = GO.matcher(restOfLine(at));
            if (isFirstOfLine(at) && go.matches()) {
                end(at, go.group(1) == null ? 1 : Integer.parseInt(go.group(1)));
                lexer.moveTo(endOfLine(at));
                return true;
            }
        } else if (dialect.has(Feature.SCRIPT_DELIMITERS)
                && begins < 0
                && token.word().equals("delimiter")) {
            Matcher next = DELIMITER.matcher(restOfLine(at));
            if (isFirstOfLine(at) && next.matches()) {
                delimiter = next.group(1);
                lexer.moveTo(endOfLine(at));
                return true;
            }
        } else if ((begins < 0 || dialect.has(Feature.SCRIPT_BATCHES)) && isFirstOfLine(at)) {
            return clientCommand(token, at);
        }
        return false;
    }

    /** Whether it is one that says nothing. Any other would be left undone here, and what follows may rest on it. */
    private boolean clientCommand(SqlToken token, int at) {
        String client = client(token);
        if (client == null) {
            return false;
        }
        String command = restOfLine(at).split("\\s", 2)[0];
        if (!RESTRICTIONS.contains(command)) {
            throw new MalformedScriptException(
                    lineOf(at),
                    command + " is a command of " + client + " and no SQL; leave it out, or run the script with "
                            + client);
        }
        lexer.moveTo(endOfLine(at));
        return true;
    }

    /** Whose command begins so; null if it is SQL. */
    private @Nullable String client(SqlToken token) {
        if (token.is('\\') && dialect.has(Feature.SCRIPT_COPY_DATA)) {
            return "psql";
        }
        if (dialect.has(Feature.SCRIPT_DELIMITERS)
                && (token.is('\\') || token.word().equals("source"))) {
            return "mysql";
        }
        if (dialect.has(Feature.SCRIPT_BATCHES) && (token.is(':') || token.kind() == Kind.PARAMETER)) {
            return "sqlcmd";
        }
        return token.is('.') && dialect.has(Feature.BACKTICK_IDENTIFIERS) && !dialect.has(Feature.SCRIPT_DELIMITERS)
                ? "sqlite3"
                : null;
    }

    private void end(int at) {
        end(at, 1);
    }

    /** The statement that began goes up to {@code at}, and is to run so often. */
    private void end(int at, int times) {
        if (begins >= 0) {
            String sql = script.substring(begins, at).strip();
            int from = lineOf(begins);
            String data = dialect.has(Feature.SCRIPT_COPY_DATA) && shape.copiesFromStdin() ? copyData(from) : null;
            for (int i = 0; i < times; i++) {
                statements.add(new ScriptStatement(sql, from, data));
            }
        }
        begins = -1;
        shape = new StatementShape();
    }

    /** The lines after that of the semicolon, up to the one that ends them. */
    private @Nullable String copyData(int copyLine) {
        int from = Math.min(script.length(), endOfLine(lexer.position()) + 1);
        int to = from;
        while (to < script.length()) {
            int end = endOfLine(to);
            if (script.substring(to, end).stripTrailing().equals(END_OF_DATA)) {
                lexer.moveTo(end);
                return script.substring(from, to);
            }
            to = end + 1;
        }
        throw new MalformedScriptException(
                copyLine, "the data of this copy have no end; they end with a line \\. of its own");
    }

    private void endOfScript() {
        if (begins >= 0 && !shape.mayEnd() && delimiter.equals(SEMICOLON) && !dialect.has(Feature.SCRIPT_BATCHES)) {
            throw new MalformedScriptException(
                    lineOf(begins), "a body or a parenthesis in the statement that begins here has no end");
        }
        end(script.length());
    }

    private static String describe(SqlToken token) {
        return switch (token.kind()) {
            case COMMENT -> "a comment";
            case QUOTED_IDENTIFIER -> "a quoted identifier";
            default -> "a literal";
        };
    }

    private boolean isFirstOfLine(int at) {
        int before = at - 1;
        while (before >= 0 && (script.charAt(before) == ' ' || script.charAt(before) == '\t')) {
            before--;
        }
        return before < 0 || script.charAt(before) == '\n' || script.charAt(before) == '\r';
    }

    private String restOfLine(int at) {
        return script.substring(at, endOfLine(at)).stripTrailing();
    }

    private int endOfLine(int at) {
        int end = script.indexOf('\n', at);
        return end < 0 ? script.length() : end;
    }

    /** Counts on from the last line that was asked for. */
    private int lineOf(int at) {
        for (int i = lineAt; i < at; i++) {
            if (script.charAt(i) == '\n') {
                line++;
            }
        }
        for (int i = at; i < lineAt; i++) {
            if (script.charAt(i) == '\n') {
                line--;
            }
        }
        lineAt = at;
        return line;
    }
}
