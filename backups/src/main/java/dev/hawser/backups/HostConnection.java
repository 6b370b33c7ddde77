package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Engine;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** A connection of a backup's own, to the very host that the tool reads, outside of the pool and its limits. For one thread at a time. */
final class HostConnection implements AutoCloseable {

    private final BackupSite site;
    private final JdbcEngine engine;
    private final JdbcConnection connection;

    private HostConnection(BackupSite site, JdbcEngine engine, JdbcConnection connection) {
        this.site = site;
        this.engine = engine;
        this.connection = connection;
    }

    /** Connects, within {@code connect-timeout}. */
    static HostConnection open(BackupSite site) throws SQLException {
        JdbcEngine engine = engine(site.config().engine());
        try {
            EngineConnection opened = engine.connectionFactory(site.config())
                    .connect(
                            site.host(),
                            new Credentials(site.user(), site.password(), 0),
                            site.config().connectTimeout());
            JdbcConnection connection = (JdbcConnection) opened;
            // Counting takes as long as it takes, and so does waiting for the tool meanwhile.
            connection.liftTimeLimits();
            return new HostConnection(site, engine, connection);
        } catch (Exception failed) {
            throw failure(site, engine, "connect to " + site.host(), failed);
        }
    }

    private static JdbcEngine engine(String name) {
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .map(JdbcEngine.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no engine " + name));
    }

    private static BackupException failure(BackupSite site, JdbcEngine engine, String doing, Exception failed) {
        ErrorTable.Meaning meaning = engine.errors().meaning(failed);
        return new BackupException(
                meaning.category() == null ? ErrorCategory.OTHER : meaning.category(),
                "cannot " + doing + " for a backup of " + site.config().name() + ": "
                        + engine.errors().message(failed),
                site.config().name(),
                meaning.advice(),
                failed);
    }

    Connection jdbc() {
        return connection.raw();
    }

    /** What the host says of itself: its role, and where in history it is. */
    HostReport report() throws SQLException {
        try {
            return engine.roleProbe().ask(site.host(), connection);
        } catch (SQLException failed) {
            throw failed;
        } catch (Exception failed) {
            throw failure(site, engine, "ask " + site.host(), failed);
        }
    }

    /** Such as {@code PostgreSQL 15.14}. */
    String serverVersion() throws SQLException {
        try {
            return connection.serverVersion();
        } catch (SQLException failed) {
            throw failed;
        } catch (Exception failed) {
            throw failure(site, engine, "ask " + site.host(), failed);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = jdbc().createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of each row. */
    List<String> texts(String sql) throws SQLException {
        try (Statement statement = jdbc().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    /** A column of the first row; empty if there is none, or it is null. */
    String row(String sql, int column) throws SQLException {
        try (Statement statement = jdbc().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            String text = rows.next() ? rows.getString(column) : null;
            return text == null ? "" : text;
        }
    }

    /** The first column of the first row. */
    String text(String sql) throws SQLException {
        return texts(sql).get(0);
    }

    /** Ends what another thread does with it. */
    void cancel() {
        connection.cancel();
    }

    @Override
    public void close() {
        connection.close();
    }
}
