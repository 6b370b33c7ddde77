package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of a result. Immutable. */
final class Columns {

    private final String[] labels;
    private final int[] types;
    private final boolean fixedTypes;
    private final List<String> names;
    private final Map<String, Integer> indexes;

    private Columns(String[] labels, int[] types, boolean fixedTypes) {
        this.labels = labels;
        this.types = types;
        this.fixedTypes = fixedTypes;
        this.names = List.of(labels);
        this.indexes = new HashMap<>();
        for (int i = 0; i < labels.length; i++) {
            indexes.putIfAbsent(labels[i], i);
        }
        for (int i = 0; i < labels.length; i++) {
            indexes.putIfAbsent(folded(labels[i]), i);
        }
    }

    /** @param fixedTypes whether the types hold for every row and every execution */
    static Columns of(ResultSetMetaData columns, boolean fixedTypes) throws SQLException {
        String[] labels = new String[columns.getColumnCount()];
        int[] types = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = columns.getColumnLabel(i + 1);
            types[i] = columns.getColumnType(i + 1);
        }
        return new Columns(labels, types, fixedTypes);
    }

    /** Whether a result has these columns. Asked at every execution: the same text may find another table behind it. */
    boolean match(ResultSetMetaData columns) throws SQLException {
        if (columns.getColumnCount() != labels.length) {
            return false;
        }
        for (int i = 0; i < labels.length; i++) {
            if (!labels[i].equals(columns.getColumnLabel(i + 1))
                    || (fixedTypes && types[i] != columns.getColumnType(i + 1))) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return labels.length;
    }

    List<String> names() {
        return names;
    }

    String label(int index) {
        return labels[index];
    }

    int type(int index) {
        return types[index];
    }

    int indexOf(String label) {
        Integer index = indexes.get(label);
        if (index == null) {
            index = indexes.get(folded(label));
        }
        if (index == null) {
            throw new DatabaseException(ErrorCategory.DATA, "no column \"" + label + "\"; columns: " + this);
        }
        return index;
    }

    int checked(int index) {
        if (index < 0 || index >= labels.length) {
            throw new DatabaseException(
                    ErrorCategory.DATA, "no column at position " + index + " (from 0); columns: " + this);
        }
        return index;
    }

    /** Whether the driver's own getter for {@code type} gives exactly what the column has. */
    boolean readsAs(int index, Class<?> type) {
        if (!fixedTypes) {
            return false;
        }
        int sqlType = types[index];
        boolean small = sqlType == Types.INTEGER || sqlType == Types.SMALLINT || sqlType == Types.TINYINT;
        if (type == long.class) {
            return small || sqlType == Types.BIGINT;
        } else if (type == int.class) {
            return small;
        } else if (type == double.class) {
            return sqlType == Types.DOUBLE || sqlType == Types.FLOAT || sqlType == Types.REAL;
        } else if (type == boolean.class) {
            return sqlType == Types.BOOLEAN || sqlType == Types.BIT;
        }
        return type == String.class
                && (sqlType == Types.VARCHAR
                        || sqlType == Types.CHAR
                        || sqlType == Types.LONGVARCHAR
                        || sqlType == Types.NVARCHAR
                        || sqlType == Types.NCHAR
                        || sqlType == Types.LONGNVARCHAR);
    }

    private static String folded(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(", ", labels);
    }
}
