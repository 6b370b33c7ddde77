package dev.hawser.engines;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.SqlEngineUnderTest;
import dev.hawser.testkit.TlsServer;
import dev.hawser.testkit.WireProtocol;
import dev.hawser.testkit.tds.Encryption;
import dev.hawser.testkit.tds.TdsMessages;
import dev.hawser.testkit.tds.TdsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SQL Server as it can be had: a server of the wire protocol ({@link TdsServer}), or a real one. What takes a server that fails when it is told to, a certificate of ours, a
 * user who may only read, or a secondary replica, is asked of a {@code TdsServer} in any case.
 */
final class SqlServerUnderTest implements SqlEngineUnderTest, AutoCloseable {

    static final String USER = "anna";
    static final String READER = "rita";
    static final String PASSWORD = "p@ss/w:rd%41?&#'\"; ü";
    static final String SHOP = "shop";

    private final SqlServerEngine engine = new SqlServerEngine();
    private final TdsServer own;
    private final TdsServer secondary;
    private final Path directory;
    private final @Nullable SqlServerAddress real;
    private final List<String> made = new ArrayList<>();
    private final String database = name();
    private @Nullable TdsServer encrypted;

    /** {@code directory}: for a certificate, when it is needed. {@code real}: null if there is none. */
    SqlServerUnderTest(Path directory, @Nullable SqlServerAddress real) throws IOException {
        this.directory = directory;
        this.real = real;
        this.own = withUsers(TdsServer.start());
        this.secondary = own.secondary();
        if (real == null) {
            own.database(database);
        } else {
            made.add(database);
            open(options().set("create-db", true)).close();
        }
    }

    private static TdsServer withUsers(TdsServer server) {
        return server.user(USER, PASSWORD).reader(READER, PASSWORD).database(SHOP);
    }

    private static String name() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Starts one more server, for {@link #tls()}. */
    SqlServerUnderTest withTls() throws IOException {
        encrypted = withUsers(TdsServer.start(Encryption.OPTIONAL, directory));
        return this;
    }

    @Override
    public JdbcEngine engine() {
        return engine;
    }

    @Override
    public DatabaseOptions options(String name) {
        return real == null
                ? own(name).set("database", database)
                : at(name, real.host())
                        .set("database", database)
                        .user(real.user())
                        .password(real.password());
    }

    /** Where {@link #options()} leads. */
    HostSpec host() {
        return real == null ? own.host() : real.host();
    }

    /** The same, with properties of the driver's or of ours. */
    DatabaseConfig config(Map<String, String> properties) {
        return TestConfig.sqlserver(
                        host(), database, real == null ? USER : real.user(), real == null ? PASSWORD : real.password())
                .properties(properties)
                .build();
    }

    private static DatabaseOptions at(String name, HostSpec host) {
        return DatabaseOptions.of(name)
                .set("type", "sqlserver")
                .set("host", host.host())
                .set("port", host.port())
                .set("retry.first-delay", "10ms")
                .set("retry.jitter", 0);
    }

    /** The database {@value #SHOP} of the server that can be made to fail. */
    DatabaseOptions own(String name) {
        return at(name, own.host()).set("database", SHOP).user(USER).password(PASSWORD);
    }

    /** As {@link #own(String)}. */
    DatabaseConfig ownConfig() {
        return TestConfig.sqlserver(own.host(), SHOP, USER, PASSWORD).build();
    }

    TdsServer own() {
        return own;
    }

    /** Of {@link #own()}. */
    TdsServer secondary() {
        return secondary;
    }

    @Override
    public DatabaseOptions newDatabase() {
        String name = name();
        made.add(name);
        return options("created").set("database", name);
    }

    @Override
    public TlsServer tls() {
        HostSpec host = Objects.requireNonNull(encrypted).host();
        return new TlsServer(
                own("tls").set("host", host.host()).set("port", host.port()),
                directory.resolve("server.crt"),
                own("plain"),
                open -> ((SqlDatabase) open)
                        .queryOne(
                                "select encrypt_option from sys.dm_exec_connections where session_id = @@spid",
                                String.class)
                        .orElseThrow()
                        .equals("TRUE"));
    }

    @Override
    public DatabaseOptions replicated() {
        return own("replicated").set("replicas", List.of(secondary.host().toString()));
    }

    @Override
    public List<ErrorCase> errors() {
        return new SqlServerErrorCases(this).all();
    }

    @Override
    public String type(ColumnType type) {
        return switch (type) {
            case DOUBLE -> "float";
            case BOOLEAN -> "bit";
            case TEXT -> "nvarchar(255)";
            case BINARY -> "varbinary(max)";
            case TIMESTAMP -> "datetime2";
            case MOMENT -> "datetimeoffset";
            case UUID -> "uniqueidentifier";
            case JSON -> "nvarchar(max)";
            case GENERATED_KEY -> "bigint identity(1,1) primary key";
            default -> type.standard();
        };
    }

    /** A null is sent as text, which SQL Server makes no bytes of by itself. */
    @Override
    public String parameter(ColumnType type, String name) {
        return type == ColumnType.BINARY ? "cast(:" + name + " as varbinary(max))" : ":" + name;
    }

    @Override
    public WireProtocol protocol() {
        return TdsMessages.PROTOCOL;
    }

    @Override
    public String slowQuery() {
        return "waitfor delay '00:02:00'; select 1 as one";
    }

    @Override
    public String slowWrite() {
        return "waitfor delay '00:02:00'; update contract_accounts set balance = 0";
    }

    /** The test server's readers do not, as in a database with {@code READ_COMMITTED_SNAPSHOT}. */
    @Override
    public boolean readersWaitForWriters() {
        return real != null;
    }

    static DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(
                        ConfigSources.in(Path.of("target/nothing-here")).withDatabases(options))
                .open();
    }

    @Override
    public void close() throws IOException {
        if (encrypted != null) {
            encrypted.close();
        }
        secondary.close();
        own.close();
        if (real == null) {
            return;
        }
        try (DatabaseManager manager = open(options("master").set("database", "master"))) {
            for (String name : made) {
                manager.sql()
                        .update("if db_id('" + name + "') is not null begin alter database [" + name
                                + "] set single_user with rollback immediate; drop database [" + name + "]; end");
            }
        }
    }
}
