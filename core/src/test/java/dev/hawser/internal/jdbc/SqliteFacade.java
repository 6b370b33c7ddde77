package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A façade connection over a real SQLite file with one table, and the driver's connection below it. */
abstract class SqliteFacade {

    private static final JdbcSessionRules RULES =
            new JdbcSessionRules(false, List.of(), null, "select sqlite_version()", null);

    @TempDir
    Path folder;

    Connection driver;
    RecordingDoor door;
    Connection connection;

    @BeforeEach
    void openSqlite() throws SQLException {
        driver = openDriver();
        try (Statement statement = driver.createStatement()) {
            statement.execute("create table dish (id integer primary key, name text unique)");
        }
        door = new RecordingDoor(driver, RULES);
        connection = door.connect();
    }

    @AfterEach
    void closeSqlite() throws SQLException {
        connection.close();
        driver.close();
    }

    Connection openDriver() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("facade.db"));
    }

    /** The dishes as another connection sees them. */
    int committedDishes() throws SQLException {
        try (Connection other = openDriver();
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from dish")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
