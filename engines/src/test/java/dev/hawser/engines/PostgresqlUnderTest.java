package dev.hawser.engines;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.PostgresMessages;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SqlEngineUnderTest;
import dev.hawser.testkit.TlsServer;
import dev.hawser.testkit.WireProtocol;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** PostgreSQL and three servers of it: one with TLS that is the primary of another, and one without TLS. */
final class PostgresqlUnderTest implements SqlEngineUnderTest, AutoCloseable {

    private final PostgresqlEngine engine = new PostgresqlEngine();
    private final PostgresServer primary;
    private final PostgresServer standby;
    private final PostgresServer plain;
    private final String database;

    PostgresqlUnderTest() throws IOException, SQLException {
        primary = PostgresServer.startedWithTls("deadlock_timeout = 100ms");
        database = primary.createDatabase();
        standby = primary.standby();
        plain = PostgresServer.started();
    }

    @Override
    public JdbcEngine engine() {
        return engine;
    }

    @Override
    public DatabaseOptions options(String name) {
        return DatabaseOptions.of(name).url(primary.url(database));
    }

    @Override
    public DatabaseOptions newDatabase() {
        return options("created")
                .set("database", "made_" + UUID.randomUUID().toString().replace("-", ""));
    }

    @Override
    public TlsServer tls() {
        return new TlsServer(
                options(),
                primary.certificate(),
                DatabaseOptions.of("plain").url(plain.url("postgres")),
                open -> ((SqlDatabase) open)
                        .queryOne("select ssl from pg_stat_ssl where pid = pg_backend_pid()", Boolean.class)
                        .orElseThrow());
    }

    @Override
    public DatabaseOptions replicated() {
        return options().set("replicas", List.of(standby.host().toString()));
    }

    @Override
    public List<ErrorCase> errors() {
        return new PostgresqlErrorCases(this).all();
    }

    @Override
    public String type(ColumnType type) {
        return switch (type) {
            case BINARY -> "bytea";
            case JSON -> "jsonb";
            case INTEGER_ARRAY -> "int[]";
            default -> type.standard();
        };
    }

    @Override
    public WireProtocol protocol() {
        return PostgresMessages.PROTOCOL;
    }

    @Override
    public String slowQuery() {
        return "select 1 as one from (select pg_sleep(120)) as slow";
    }

    @Override
    public String parameter(ColumnType type, String name) {
        return type == ColumnType.JSON ? "cast(:" + name + " as jsonb)" : ":" + name;
    }

    @Override
    public String extension() {
        return "pg_trgm";
    }

    @Override
    public String extensionQuery() {
        return "select count(*) from pg_extension where extname = 'pg_trgm'";
    }

    PostgresServer primary() {
        return primary;
    }

    PostgresServer standby() {
        return standby;
    }

    PostgresServer plain() {
        return plain;
    }

    @Override
    public void close() throws IOException {
        plain.close();
        standby.close();
        primary.close();
    }
}
