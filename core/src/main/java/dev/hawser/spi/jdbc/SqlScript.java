package dev.hawser.spi.jdbc;

import dev.hawser.internal.sql.ScriptSplitter;
import java.util.List;

/** A file of statements, as the databases' own command lines take them. */
public final class SqlScript {

    private SqlScript() {}

    /**
     * The statements of a script, in order; empty ones left out. What ends one is a semicolon, unless it is in a literal, in a comment, or in the body of a trigger or a
     * routine ({@code begin … end}); in scripts for MySQL also what {@code DELIMITER} says, and for SQL Server a line {@code GO} and nothing else. Does not block.
     *
     * @throws MalformedScriptException if the statements cannot be told apart, because a literal, a comment, a body or the data of {@code copy} have no end, or because of
     *     a command of {@code psql}
     */
    public static List<ScriptStatement> split(String script, SqlDialect dialect) {
        return ScriptSplitter.split(script, dialect);
    }
}
