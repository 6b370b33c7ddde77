package dev.hawser.testkit.tds;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What SQL Server would have said where H2 failed: its numbers and severities, with H2's text. */
final class H2Errors {

    /** What a statement fails with that the client has cancelled. */
    static final int CANCELLED = 57014;

    static final int DEADLOCK = 1205;

    static final int UPDATE_CONFLICT = 3960;

    private static final int NO_SUCH_TABLE = 208;

    private record Number(int number, int severity) {}

    private static final Number UNKNOWN = new Number(50000, 16);
    private static final Number UNIQUE_INDEX = new Number(2601, 14);
    private static final int DUPLICATE_KEY = 23505;

    private static final Map<Integer, Number> NUMBERS = Map.ofEntries(
            Map.entry(DUPLICATE_KEY, new Number(2627, 14)),
            Map.entry(23502, new Number(515, 16)), // null in a column that takes none
            Map.entry(23503, new Number(547, 16)), // a row refers to this one
            Map.entry(23506, new Number(547, 16)), // the row that is referred to is missing
            Map.entry(23513, new Number(547, 16)), // check
            Map.entry(42000, new Number(102, 15)), // syntax
            Map.entry(42001, new Number(102, 15)),
            Map.entry(42101, new Number(2714, 16)), // the table is there already
            Map.entry(42102, new Number(NO_SUCH_TABLE, 16)),
            Map.entry(42103, new Number(NO_SUCH_TABLE, 16)),
            Map.entry(42104, new Number(NO_SUCH_TABLE, 16)),
            Map.entry(42122, new Number(207, 16)), // column
            Map.entry(90022, new Number(195, 15)), // function
            Map.entry(90079, new Number(2760, 16)), // schema
            Map.entry(21002, new Number(213, 16)), // number of columns
            Map.entry(22001, new Number(2628, 16)), // too long
            Map.entry(22003, new Number(8115, 16)), // out of range
            Map.entry(22004, new Number(8115, 16)),
            Map.entry(22007, new Number(241, 16)), // not a date
            Map.entry(22012, new Number(8134, 16)), // division by zero
            Map.entry(22018, new Number(245, 16)), // conversion
            Map.entry(40001, new Number(DEADLOCK, 13)),
            Map.entry(50200, new Number(1222, 16)), // lock time-out
            Map.entry(90131, new Number(UPDATE_CONFLICT, 16)),
            Map.entry(90096, new Number(229, 14))); // permission

    /** What H2 calls the indexes of constraints. */
    private static final Pattern OF_CONSTRAINT = Pattern.compile("PRIMARY KEY|PRIMARY_KEY|_INDEX_[0-9A-F]+\\b");

    private H2Errors() {}

    static SqlServerError of(SQLException error) {
        Number number = NUMBERS.getOrDefault(error.getErrorCode(), UNKNOWN);
        String message = firstLine(String.valueOf(error.getMessage()));
        if (error.getErrorCode() == DUPLICATE_KEY
                && !OF_CONSTRAINT.matcher(message).find()) {
            number = UNIQUE_INDEX;
        }
        return new SqlServerError(number.number(), number.severity(), message);
    }

    /** Of a statement that begins with {@code verb}; {@code snapshot}: in a transaction with this isolation, where H2 calls it a deadlock, too, if a row was changed since. */
    static SqlServerError of(SQLException error, String verb, boolean snapshot) {
        SqlServerError known = of(error);
        if (snapshot && known.number() == DEADLOCK && !namesAVictim(error.getCause())) {
            return new SqlServerError(UPDATE_CONFLICT, 16, String.valueOf(known.getMessage()));
        }
        boolean dropped = verb.equals("drop") && known.number() == NO_SUCH_TABLE;
        return dropped ? new SqlServerError(3701, 11, String.valueOf(known.getMessage())) : known;
    }

    /** As H2's store does if transactions waited for each other. */
    private static boolean namesAVictim(@Nullable Throwable cause) {
        return cause != null && String.valueOf(cause.getMessage()).contains("deadlock victim");
    }

    private static String firstLine(String message) {
        int end = message.indexOf("; SQL statement:");
        return end < 0 ? message : message.substring(0, end);
    }
}
