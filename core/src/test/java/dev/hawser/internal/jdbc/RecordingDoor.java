package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.RecordingDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A door to one driver's connection, lent any number of times. */
final class RecordingDoor implements JdbcDoor {

    static final JdbcSessionRules RULES = new JdbcSessionRules(false, List.of(), "reset all", "select 1", null);

    final List<Boolean> asked = new ArrayList<>();
    final List<RecordingLease> leases = new ArrayList<>();
    boolean routes;
    boolean readonly;
    boolean closed;
    RuntimeException refusal;
    Runnable beforeLending = () -> {};
    private final JdbcConnection connection;

    RecordingDoor(Connection driver, JdbcSessionRules rules) throws SQLException {
        this.connection = new JdbcConnection(driver, rules);
    }

    static RecordingDoor to(RecordingDriver driver) throws SQLException {
        RecordingDoor door = new RecordingDoor(driver.connection(), RULES);
        driver.calls().clear();
        return door;
    }

    RecordingDoor routing() {
        routes = true;
        return this;
    }

    Connection connect() throws SQLException {
        return new HawserDataSource(this).getConnection();
    }

    RecordingLease lease() {
        return leases.get(leases.size() - 1);
    }

    @Override
    public JdbcLease acquire(boolean readOnly) {
        asked.add(readOnly);
        beforeLending.run();
        if (refusal != null) {
            throw refusal;
        }
        leases.add(new RecordingLease(connection));
        return lease();
    }

    @Override
    public boolean routes() {
        return routes;
    }

    @Override
    public boolean readonly() {
        return readonly;
    }

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
