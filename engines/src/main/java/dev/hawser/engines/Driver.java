package dev.hawser.engines;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** A driver that may be missing: its class, and the artifact that has it. */
record Driver(String className, String artifact) {

    /** The artifact to add; empty if the driver is there. */
    Optional<String> missing() {
        try {
            Class.forName(className, false, Driver.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException missing) {
            return Optional.of(artifact);
        }
    }

    /**
     * Opens a connection with the driver, which is there.
     *
     * @throws SQLException the driver's, unchanged
     */
    Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = create().connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver " + className + " does not know its own URL");
        }
        return connection;
    }

    /**
     * The driver itself, which is there.
     *
     * @throws SQLException if its class cannot be used
     */
    java.sql.Driver create() throws SQLException {
        try {
            return (java.sql.Driver) Class.forName(className, true, Driver.class.getClassLoader())
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException broken) {
            throw new SQLException("the driver " + className + " cannot be used", broken);
        }
    }
}
