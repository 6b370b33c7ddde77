package dev.hawser.engines;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlMessages;
import dev.hawser.testkit.MysqlServer;
import dev.hawser.testkit.SqlEngineUnderTest;
import dev.hawser.testkit.TlsServer;
import dev.hawser.testkit.WireProtocol;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** MySQL or MariaDB through one of the two drivers, and three servers: one with TLS that is the primary of another, and one without TLS. */
final class MysqlFamilyUnderTest implements SqlEngineUnderTest, AutoCloseable {

    /** Such a limit can be lowered later only if there was one. */
    private static final String MANY_CONNECTIONS = "--max-user-connections=1000";

    private final JdbcEngine engine;
    private final MysqlFamilyServer primary;
    private final MysqlFamilyServer replica;
    private final MysqlFamilyServer plain;
    private final String database;

    private MysqlFamilyUnderTest(
            JdbcEngine engine, MysqlFamilyServer primary, MysqlFamilyServer replica, MysqlFamilyServer plain)
            throws SQLException, IOException {
        this(engine, primary, replica, plain, primary.createDatabase());
        replica.awaitReplay(primary);
    }

    private MysqlFamilyUnderTest(
            JdbcEngine engine,
            MysqlFamilyServer primary,
            MysqlFamilyServer replica,
            MysqlFamilyServer plain,
            String database) {
        this.engine = engine;
        this.primary = primary;
        this.replica = replica;
        this.plain = plain;
        this.database = database;
    }

    /** {@code engine}: decides the driver. */
    static MysqlFamilyUnderTest mariadb(JdbcEngine engine) throws IOException, SQLException {
        MariadbServer primary = MariadbServer.startedWithTls();
        return new MysqlFamilyUnderTest(engine, primary, primary.replica(), MariadbServer.started(MANY_CONNECTIONS));
    }

    /** {@code engine}: decides the driver. */
    static MysqlFamilyUnderTest mysql(JdbcEngine engine) throws IOException, SQLException {
        MysqlServer primary = MysqlServer.startedWithTls();
        return new MysqlFamilyUnderTest(engine, primary, primary.replica(), MysqlServer.started(MANY_CONNECTIONS));
    }

    /** The same servers and database through what {@code other} prefers. Closed with this one. */
    SqlEngineUnderTest through(JdbcEngine other) {
        return new MysqlFamilyUnderTest(other, primary, replica, plain, database);
    }

    boolean isMariadb() {
        return primary instanceof MariadbServer;
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

    private String url(MysqlFamilyServer server, String name) {
        return server.url(name).replaceFirst("^" + server.scheme(), engine.name());
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
                                "select variable_value from "
                                        + (isMariadb() ? "information_schema" : "performance_schema")
                                        + ".session_status where variable_name = 'Ssl_cipher'",
                                String.class)
                        .orElseThrow()
                        .isEmpty());
    }

    /** The replica alone. */
    DatabaseOptions replicaAlone() {
        return DatabaseOptions.of("replica").url(url(replica, database));
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
        return new MysqlErrorCases(this).all();
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

    @Override
    public WireProtocol protocol() {
        return MysqlMessages.PROTOCOL;
    }

    /** A function that sleeps gives way to a cancel with a result; a long join with an error. */
    @Override
    public String slowQuery() {
        String numbers = "information_schema.collations";
        return "select count(*) as one from " + numbers + " a, " + numbers + " b, " + numbers + " c, " + numbers
                + " d where a.id + b.id + c.id + d.id < 0";
    }

    MysqlFamilyServer primary() {
        return primary;
    }

    MysqlFamilyServer plain() {
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
