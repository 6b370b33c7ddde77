package dev.hawser.engines;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Numbers that the driver would take and the file would hold as others: what is too large for 16 bits loses its upper bits, what is too large for a {@code Single} makes a
 * file that the driver cannot read any more, and what is no number becomes null.
 */
final class AccessNumbers {

    private static final String OUT_OF_RANGE = "22003";

    private AccessNumbers() {}

    /** {@code position} from 1. */
    static void check(PreparedStatement statement, int position, Number number) throws SQLException {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new SQLException("parameter " + position + ": MS Access has no " + number, OUT_OF_RANGE);
        }
        ParameterMetaData parameters = statement.getParameterMetaData();
        if (position < 1 || position > parameters.getParameterCount()) {
            return; // the driver will say so
        }
        boolean fits = switch (parameters.getParameterType(position)) {
            case Types.SMALLINT, Types.TINYINT -> value >= Short.MIN_VALUE && value <= Short.MAX_VALUE;
            // So a Single of an existing file is declared in the driver's memory.
            case Types.NUMERIC, Types.DECIMAL -> Math.abs(value) <= Float.MAX_VALUE;
            default -> true;
        };
        if (!fits) {
            throw new SQLException(
                    "parameter " + position + ": " + number + " does not fit into the column", OUT_OF_RANGE);
        }
    }
}
