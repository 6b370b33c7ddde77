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

    static final int LONG = 1;
    static final int INT = 1 << 1;
    static final int DOUBLE = 1 << 2;
    static final int BOOLEAN = 1 << 3;
    static final int STRING = 1 << 4;

    private final String[] labels;
    private final int[] types;
    private final boolean fixedTypes;
    private final int[] getters;
    private final List<String> names;
    private final Map<String, Integer> indexes;

    private Columns(String[] labels, int[] types, boolean fixedTypes) {
        this.labels = labels;
        this.types = types;
        this.fixedTypes = fixedTypes;
        this.getters = new int[labels.length];
        for (int i = 0; fixedTypes && i < labels.length; i++) {
            getters[i] = getters(types[i]);
        }
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

    /** Whether the driver's own getter gives exactly what the column has. */
    boolean allows(int index, int getter) {
        return (getters[index] & getter) != 0;
    }

    /** The driver's getter for a Java type; 0 if there is none. */
    static int getter(Class<?> type) {
        if (type == long.class) {
            return LONG;
        } else if (type == int.class) {
            return INT;
        } else if (type == double.class) {
            return DOUBLE;
        } else if (type == boolean.class) {
            return BOOLEAN;
        }
        return type == String.class ? STRING : 0;
    }

    private static int getters(int sqlType) {
        return switch (sqlType) {
            case Types.INTEGER, Types.SMALLINT, Types.TINYINT -> LONG | INT;
            case Types.BIGINT -> LONG;
            case Types.DOUBLE, Types.FLOAT, Types.REAL -> DOUBLE;
            case Types.BOOLEAN, Types.BIT -> BOOLEAN;
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.NCHAR, Types.LONGNVARCHAR ->
                STRING;
            default -> 0;
        };
    }

    private static String folded(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(", ", labels);
    }
}
