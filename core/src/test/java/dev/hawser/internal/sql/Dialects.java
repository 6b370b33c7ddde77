package dev.hawser.internal.sql;

import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.List;
import java.util.Set;

/** Dialects like those of real engines, for tests. */
public final class Dialects {

    public static final SqlDialect POSTGRESQL = new SqlDialect(
            "postgresql",
            Set.of(
                    Feature.DOLLAR_QUOTES,
                    Feature.E_STRINGS,
                    Feature.NESTED_COMMENTS,
                    Feature.COLON_OPERATORS,
                    Feature.QUESTION_OPERATORS,
                    Feature.SCRIPT_COPY_DATA),
            '"',
            65_535);

    public static final SqlDialect SQLITE =
            new SqlDialect("sqlite", Set.of(Feature.BACKTICK_IDENTIFIERS, Feature.BRACKET_IDENTIFIERS), '"', 32_766);

    public static final SqlDialect MYSQL = new SqlDialect(
            "mysql",
            Set.of(
                    Feature.BACKSLASH_ESCAPES,
                    Feature.DOUBLE_QUOTED_STRINGS,
                    Feature.BACKTICK_IDENTIFIERS,
                    Feature.HASH_COMMENTS,
                    Feature.SCRIPT_DELIMITERS),
            '`',
            65_535);

    public static final SqlDialect SQLSERVER = new SqlDialect(
            "sqlserver",
            Set.of(Feature.BRACKET_IDENTIFIERS, Feature.NESTED_COMMENTS, Feature.SCRIPT_BATCHES),
            '[',
            2_100);

    static final List<SqlDialect> ALL = List.of(POSTGRESQL, SQLITE, MYSQL, SQLSERVER);

    private Dialects() {}
}
