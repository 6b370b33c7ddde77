package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encryption, privileges in the schema, and how many connections there may be. What it asks every role may ask. */
final class PostgresqlDiagnosis implements Diagnosis {

    private static final String TLS = "select ssl, version, cipher from pg_stat_ssl where pid = pg_backend_pid()";

    private static final String SCHEMA = """
            select current_user as role, name, namespace is not null as there,
                   has_schema_privilege(namespace, 'usage') as usage,
                   (select count(*) from pg_class where relnamespace = namespace and relkind in ('r', 'p')) as tables,
                   (select count(*) from pg_class where relnamespace = namespace and relkind in ('r', 'p')
                       and not has_table_privilege(oid, 'select')) as unreadable,
                   (select count(*) from pg_class where relnamespace = namespace and relkind in ('r', 'p')
                       and not has_table_privilege(oid, 'insert, update, delete')) as unwritable
              from (select name, to_regnamespace(quote_ident(name))::oid as namespace from (values (?)) as names (name)) as schema""";

    private static final String LIMITS = """
            select current_setting('max_connections')::int as most,
                   current_setting('superuser_reserved_connections')::int
                       + coalesce(current_setting('reserved_connections', true), '0')::int as reserved,
                   (select rolconnlimit from pg_roles where rolname = current_user) as of_role,
                   (select datconnlimit from pg_database where datname = current_database()) as of_database,
                   (select sum(numbackends) from pg_stat_database)::int - 1 as used""";

    @Override
    public List<Finding> connected(DatabaseConfig config, EngineConnection connection) throws SQLException {
        Connection raw = ((JdbcConnection) connection).raw();
        List<Finding> findings = new ArrayList<>();
        if (config.provider().sessionState()) {
            findings.add(one(raw, TLS, null, PostgresqlDiagnosis::tls));
        }
        String schema = config.schema() == null ? "public" : config.schema();
        findings.add(one(raw, SCHEMA, schema, row -> permissions(config, row)));
        findings.add(one(raw, LIMITS, null, row -> limits(config, row)));
        try (Statement statement = raw.createStatement()) {
            findings.addAll(ScratchFinding.on(statement, PostgresqlEngine.DATABASES));
        }
        return findings;
    }

    private interface Reading {
        Finding of(ResultSet row) throws SQLException;
    }

    private static Finding one(Connection connection, String sql, @Nullable String parameter, Reading reading)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (parameter != null) {
                statement.setString(1, parameter);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return reading.of(row);
            }
        }
    }

    private static Finding tls(ResultSet row) throws SQLException {
        return Finding.fine(
                "tls",
                row.getBoolean("ssl")
                        ? "encrypted: " + row.getString("version") + ", " + row.getString("cipher")
                        : "not encrypted");
    }

    private static Finding permissions(DatabaseConfig config, ResultSet row) throws SQLException {
        String role = row.getString("role");
        String schema = row.getString("name");
        if (!row.getBoolean("there")) {
            return Finding.wrong(
                    "permissions",
                    "there is no schema " + schema,
                    "Check schema, or let it be created with create-db: true");
        }
        if (!row.getBoolean("usage")) {
            return Finding.wrong(
                    "permissions",
                    role + " may not use the schema " + schema,
                    "grant usage on schema " + schema + " to " + role);
        }
        long tables = row.getLong("tables");
        long unreadable = row.getLong("unreadable");
        long unwritable = config.readonly() ? 0 : row.getLong("unwritable");
        if (unreadable + unwritable > 0) {
            return Finding.warning(
                    "permissions",
                    "of the " + tables + " tables in " + schema + " " + role + " may not read " + unreadable
                            + " and not write " + unwritable,
                    "grant select, insert, update, delete on all tables in schema " + schema + " to " + role
                            + ", if they are this application's");
        }
        return Finding.fine("permissions", role + " may use all of the " + tables + " tables in " + schema);
    }

    private static Finding limits(DatabaseConfig config, ResultSet row) throws SQLException {
        int given = row.getInt("most") - row.getInt("reserved");
        String reason =
                "max_connections " + row.getInt("most") + ", of which " + row.getInt("reserved") + " are reserved";
        for (String narrower : List.of("of_role", "of_database")) {
            int limit = row.getInt(narrower);
            if (limit >= 0 && limit < given) {
                given = limit;
                reason = "connection limit " + narrower.replace('_', ' ');
            }
        }
        return ConnectionLimit.of(config, given, row.getInt("used"), reason);
    }
}
