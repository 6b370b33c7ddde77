package dev.hawser.internal.jdbc;

import dev.hawser.Row;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.mapping.Converter;
import dev.hawser.internal.mapping.RecordMapper;
import dev.hawser.internal.mapping.TypeConverters;
import dev.hawser.spi.jdbc.JdbcValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows with certain columns become values of one type. Made at a statement's first execution and kept with it. Immutable. */
abstract class RowPlan<T extends @Nullable Object> {

    final Columns columns;

    RowPlan(Columns columns) {
        this.columns = columns;
    }

    /** A reader of one result with these columns. */
    abstract RowReader<T> open(ResultSet rows, JdbcValues values);

    /** The plan for a type: a record, {@code Map}, {@link Row}, or a scalar. */
    @SuppressWarnings("unchecked") // each branch makes what its type asks for
    static <T> RowPlan<T> of(Class<T> type, Columns columns) {
        if (type == Row.class) {
            return (RowPlan<T>) new ToRow(columns);
        } else if (type.isRecord()) {
            return new RecordPlan<>(RecordMapper.of(type), columns);
        } else if (type == Map.class || type == LinkedHashMap.class) {
            return (RowPlan<T>) new ToMap(columns);
        }
        return (RowPlan<T>) new ToScalar(type, columns);
    }

    private static final class ToRow extends RowPlan<Row> {

        ToRow(Columns columns) {
            super(columns);
        }

        @Override
        RowReader<Row> open(ResultSet rows, JdbcValues values) {
            return () -> DetachedRow.copy(columns, rows, values);
        }
    }

    private static final class ToMap extends RowPlan<Map<String, @Nullable Object>> {

        ToMap(Columns columns) {
            super(columns);
        }

        @Override
        RowReader<Map<String, @Nullable Object>> open(ResultSet rows, JdbcValues values) {
            return () -> read(rows, values);
        }

        private Map<String, @Nullable Object> read(ResultSet rows, JdbcValues values) throws SQLException {
            Map<String, @Nullable Object> map = new LinkedHashMap<>(columns.size() * 2);
            for (int i = 0; i < columns.size(); i++) {
                map.put(columns.label(i), values.read(rows, i + 1, columns.type(i)));
            }
            return map;
        }
    }

    private static final class ToScalar extends RowPlan<@Nullable Object> {

        private final Converter converter;
        private final String target;

        ToScalar(Class<?> type, Columns columns) {
            super(columns);
            if (columns.size() != 1) {
                throw new DatabaseException(
                        ErrorCategory.DATA,
                        type.getSimpleName() + " takes one column, not " + columns.size() + ": " + columns
                                + ". Several columns become a record, a Map, a Row, or go through a RowMapper");
            }
            this.converter = TypeConverters.to(TypeConverters.boxed(type));
            this.target = type.getSimpleName();
        }

        @SuppressWarnings("NullAway") // does not see through the lambda that its T is nullable
        @Override
        RowReader<@Nullable Object> open(ResultSet rows, JdbcValues values) {
            return () ->
                    Conversions.convert(values.read(rows, 1, columns.type(0)), converter, columns.label(0), target);
        }
    }
}
