package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.Set;

/** What each engine's statements do to transactions, and what its history is made of. */
enum EngineRules {
    POSTGRESQL("postgresql", true, "text", "text") {
        @Override
        StatementKind kind(Words sql) {
            return PostgresqlStatements.kind(sql);
        }
    },
    MYSQL("mysql", false, "varchar(500)", "longtext") {
        @Override
        StatementKind kind(Words sql) {
            return MysqlStatements.kind(sql);
        }
    },
    SQLSERVER("sqlserver", true, "nvarchar(500)", "nvarchar(max)") {
        @Override
        StatementKind kind(Words sql) {
            return SqlServerStatements.kind(sql);
        }
    },
    SQLITE("sqlite", true, "text", "text") {
        @Override
        StatementKind kind(Words sql) {
            if (sql.begins("rollback")) {
                return sql.hasEarly("to") ? StatementKind.TRANSACTIONAL : StatementKind.REFUSED;
            }
            if (sql.isAny(Set.of("begin", "commit", "end"))) {
                return StatementKind.LEFT_OUT;
            }
            if (sql.isAny(Set.of("pragma", "attach", "detach"))) {
                return StatementKind.SESSION;
            }
            if (sql.begins("create") && (sql.at(1).equals("temp") || sql.at(1).equals("temporary"))) {
                return StatementKind.TEMPORARY;
            }
            return sql.begins("vacuum") ? StatementKind.COMMITS : StatementKind.TRANSACTIONAL;
        }
    },
    /** Microsoft Access, and whatever else there may be: definitions commit, and the rest can be rolled back. */
    OTHER("", false, "varchar(250)", "memo") {
        @Override
        StatementKind kind(Words sql) {
            if (sql.isAny(Set.of("begin", "commit"))) {
                return StatementKind.LEFT_OUT;
            }
            if (sql.begins("rollback")) {
                return StatementKind.REFUSED;
            }
            return sql.isAny(Set.of("insert", "update", "delete", "select"))
                    ? StatementKind.TRANSACTIONAL
                    : StatementKind.COMMITS;
        }
    };

    private final String dialect;
    private final boolean transactional;
    private final String shortText;
    private final String longText;

    EngineRules(String dialect, boolean transactional, String shortText, String longText) {
        this.dialect = dialect;
        this.transactional = transactional;
        this.shortText = shortText;
        this.longText = longText;
    }

    static EngineRules of(SqlDialect dialect) {
        for (EngineRules rules : values()) {
            if (rules.dialect.equals(dialect.name())) {
                return rules;
            }
        }
        return OTHER;
    }

    /** Whether definitions can be rolled back. */
    boolean transactional() {
        return transactional;
    }

    /** The type of columns for names and the like. */
    String shortText() {
        return shortText;
    }

    /** The type of columns for scripts. */
    String longText() {
        return longText;
    }

    /** What a statement does. */
    abstract StatementKind kind(Words sql);

    /** As above. */
    StatementKind kind(String sql, SqlDialect dialectOfIt) {
        return kind(Words.of(sql, dialectOfIt.has(Feature.HASH_COMMENTS)));
    }
}
