package dev.hawser.internal.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/** How a façade finds what is asked for in the driver's object: that object itself first, then what it wraps. */
final class Unwrapping {

    private Unwrapping() {}

    static boolean isWrapperFor(Wrapper driver, Class<?> type) throws SQLException {
        return type.isInstance(driver) || driver.isWrapperFor(type);
    }

    static <T> T unwrap(Wrapper driver, Class<T> type) throws SQLException {
        if (type.isInstance(driver)) {
            return type.cast(driver);
        }
        if (!driver.isWrapperFor(type)) { // not every driver's unwrap() refuses what it is not
            throw SqlExceptions.notWrapped(driver, type);
        }
        return driver.unwrap(type);
    }
}
