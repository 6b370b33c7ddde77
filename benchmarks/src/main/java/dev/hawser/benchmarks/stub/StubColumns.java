package dev.hawser.benchmarks.stub;

import java.sql.Types;

/** The columns of every result. Immutable. */
final class StubColumns extends UnsupportedResultSetMetaData {

    static final String[] LABELS = {"id", "name", "city", "rating"};
    static final StubColumns ALL = new StubColumns();

    private static final int[] TYPES = {Types.BIGINT, Types.VARCHAR, Types.VARCHAR, Types.DOUBLE};
    private static final String[] TYPE_NAMES = {"bigint", "text", "text", "double"};

    private StubColumns() {}

    @Override
    public int getColumnCount() {
        return LABELS.length;
    }

    @Override
    public String getColumnLabel(int column) {
        return LABELS[column - 1];
    }

    @Override
    public String getColumnName(int column) {
        return LABELS[column - 1];
    }

    @Override
    public int getColumnType(int column) {
        return TYPES[column - 1];
    }

    @Override
    public String getColumnTypeName(int column) {
        return TYPE_NAMES[column - 1];
    }
}
