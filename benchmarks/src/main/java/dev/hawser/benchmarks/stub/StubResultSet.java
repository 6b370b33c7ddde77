package dev.hawser.benchmarks.stub;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows that are there already. For one thread at a time. */
final class StubResultSet extends UnsupportedResultSet {

    private static final String[] NAMES = {"Versailles", "La Carreta", "Joe's", "Mandolin"};

    private final int rows;
    private int row;
    private boolean closed;

    StubResultSet(int rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        return row < rows && row++ < rows;
    }

    @Override
    public long getLong(int column) throws SQLException {
        requireColumn(column, 1);
        return row;
    }

    @Override
    public String getString(int column) throws SQLException {
        if (column == 2) {
            return NAMES[row & 3];
        }
        requireColumn(column, 3);
        return "Miami";
    }

    @Override
    public double getDouble(int column) throws SQLException {
        requireColumn(column, 4);
        return row;
    }

    private static void requireColumn(int column, int expected) throws SQLException {
        if (column != expected) {
            throw new SQLException("column " + column + " is of another type");
        }
    }

    @Override
    public Object getObject(int column) throws SQLException {
        return switch (column) {
            case 1 -> getLong(column);
            case 4 -> getDouble(column);
            default -> getString(column);
        };
    }

    @Override
    public <T> T getObject(int column, Class<T> type) throws SQLException {
        return type.cast(getObject(column));
    }

    @Override
    public int findColumn(String label) {
        return Arrays.asList(StubColumns.LABELS).indexOf(label) + 1;
    }

    @Override
    public long getLong(String label) throws SQLException {
        return getLong(findColumn(label));
    }

    @Override
    public String getString(String label) throws SQLException {
        return getString(findColumn(label));
    }

    @Override
    public double getDouble(String label) throws SQLException {
        return getDouble(findColumn(label));
    }

    @Override
    public boolean wasNull() {
        return false;
    }

    @Override
    public ResultSetMetaData getMetaData() {
        return StubColumns.ALL;
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public void clearWarnings() {
        // there are none
    }

    @Override
    public int getType() {
        return ResultSet.TYPE_FORWARD_ONLY;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
