package dev.hawser.engines;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.SqlEngineUnderTest;
import dev.hawser.testkit.TlsServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** MariaDB through one of the two drivers, and three servers of it: one with TLS that is the primary of another, and one without TLS. */
final class MariadbUnderTest implements SqlEngineUnderTest, AutoCloseable {

    private final JdbcEngine engine;
    private final MariadbServer primary;
    private final MariadbServer replica;
    private final MariadbServer plain;
    private final String database;

    /** {@code engine}: decides the driver. */
    MariadbUnderTest(JdbcEngine engine) throws IOException, SQLException {
        this.engine = engine;
        primary = MariadbServer.startedWithTls();
        database = primary.createDatabase();
        replica = primary.replica();
        plain = MariadbServer.started("--max-user-connections=1000");
    }

    @Override
    public JdbcEngine engine() {
        return engine;
    }

    @Override
    public DatabaseOptions options(String name) {
        return DatabaseOptions.of(name).url(url(primary, database));
    }

    DatabaseOptions options(String user, String password) {
        return options("as_" + user).user(user).password(password);
    }

    private String url(MariadbServer server, String name) {
        return server.url(name).replaceFirst("^mariadb", engine.name());
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
                plainOptions("plain"),
                open -> !((SqlDatabase) open)
                        .queryOne(
                                "select variable_value from information_schema.session_status where variable_name = 'Ssl_cipher'",
                                String.class)
                        .orElseThrow()
                        .isEmpty());
    }

    DatabaseOptions plainOptions(String name) {
        return DatabaseOptions.of(name).url(url(plain, "mysql"));
    }

    @Override
    public DatabaseOptions replicated() {
        return options().set("replicas", List.of(replica.host().toString()));
    }

    @Override
    public List<ErrorCase> errors() {
        return new MariadbErrorCases(this).all();
    }

    /** A number that is listed says more than its SQLSTATE. */
    @Override
    public String decidingCode(ErrorTable.Meaning meaning) {
        String number = Integer.toString(meaning.vendorCode());
        String state = String.valueOf(meaning.sqlState());
        return engine.errors().codes().contains(number) ? number : state.substring(0, Math.min(2, state.length()));
    }

    @Override
    public String type(ColumnType type) {
        return switch (type) {
            case TIME -> "time(6)";
            case TIMESTAMP -> "datetime(6)";
            case MOMENT -> "timestamp(6) null";
            case UUID -> "char(36)";
            case GENERATED_KEY -> "bigint auto_increment primary key";
            default -> type.standard();
        };
    }

    /** A function that sleeps gives way to a cancel with a result; a long join with an error. */
    @Override
    public String slowQuery() {
        String numbers = "information_schema.collations";
        return "select count(*) as one from " + numbers + " a, " + numbers + " b, " + numbers + " c, " + numbers
                + " d where a.id + b.id + c.id + d.id < 0";
    }

    MariadbServer primary() {
        return primary;
    }

    MariadbServer replica() {
        return replica;
    }

    MariadbServer plain() {
        return plain;
    }

    String database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        plain.close();
        replica.close();
        primary.close();
    }
}
