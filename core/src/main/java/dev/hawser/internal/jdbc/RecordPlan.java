package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.mapping.RecordMapper;
import dev.hawser.internal.mapping.RecordMapper.Component;
import dev.hawser.internal.mapping.RecordSource;
import dev.hawser.spi.jdbc.JdbcValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which column each component of a record comes from. Immutable. */
final class RecordPlan<T> extends RowPlan<T> {

    private final RecordMapper<T> mapper;

    /** A component's column, from 1; negative if the driver's getter for its type does not do. */
    private final int[] positions;

    /** Whether the columns come in the order of the components and are read with the driver's getters: nothing to look up, then. */
    private final boolean inOrder;

    RecordPlan(RecordMapper<T> mapper, Columns columns) {
        super(columns);
        this.mapper = mapper;
        this.positions = new int[mapper.components().size()];
        boolean ordered = true;
        for (int i = 0; i < positions.length; i++) {
            Component component = mapper.components().get(i);
            int index = columnOf(component);
            positions[i] = columns.allows(index, Columns.getter(component.type())) ? index + 1 : -(index + 1);
            ordered &= positions[i] == i + 1;
        }
        this.inOrder = ordered;
    }

    private int columnOf(Component component) {
        int found = -1;
        for (int i = 0; i < columns.size(); i++) {
            if (RecordMapper.key(columns.label(i)).equals(component.key())) {
                if (found >= 0) {
                    throw misfit(component, "has several columns that match it");
                }
                found = i;
            }
        }
        if (found < 0) {
            throw misfit(component, "has no column");
        }
        return found;
    }

    private DatabaseException misfit(Component component, String problem) {
        return new DatabaseException(ErrorCategory.DATA, target(component) + " " + problem + "; columns: " + columns);
    }

    private String target(Component component) {
        return "component " + component.name() + " of " + mapper.type().getSimpleName();
    }

    @Override
    RowReader<T> open(ResultSet rows, JdbcValues values) {
        return new Reader<>(this, rows, values);
    }

    private static final class Reader<T> extends RecordSource<SQLException> implements RowReader<T> {

        private final RecordPlan<T> plan;
        private final boolean inOrder;
        private final int[] positions;
        private final ResultSet rows;
        private final JdbcValues values;
        private final List<T> all = new ArrayList<>();

        Reader(RecordPlan<T> plan, ResultSet rows, JdbcValues values) {
            this.plan = plan;
            this.inOrder = plan.inOrder;
            this.positions = plan.positions;
            this.rows = rows;
            this.values = values;
        }

        @Override
        public T read() throws SQLException {
            return plan.mapper.map(this);
        }

        @Override
        public List<T> readAll(ResultSet same) throws SQLException {
            plan.mapper.mapAll(this);
            return all;
        }

        @Override
        public boolean next() throws SQLException {
            return rows.next();
        }

        @Override
        @SuppressWarnings("unchecked") // the mapper adds what it makes
        public boolean add(Object row) {
            return all.add((T) row);
        }

        private int position(int component) {
            return inOrder ? component + 1 : positions[component];
        }

        @Override
        public long longAt(int component) throws SQLException {
            int position = position(component);
            if (position < 0) {
                return (Long) notNull(component);
            }
            long value = rows.getLong(position);
            if (value == 0 && rows.wasNull()) {
                throw isNull(component);
            }
            return value;
        }

        @Override
        public int intAt(int component) throws SQLException {
            int position = position(component);
            if (position < 0) {
                return (Integer) notNull(component);
            }
            int value = rows.getInt(position);
            if (value == 0 && rows.wasNull()) {
                throw isNull(component);
            }
            return value;
        }

        @Override
        public double doubleAt(int component) throws SQLException {
            int position = position(component);
            if (position < 0) {
                return (Double) notNull(component);
            }
            double value = rows.getDouble(position);
            if (value == 0 && rows.wasNull()) {
                throw isNull(component);
            }
            return value;
        }

        @Override
        public boolean booleanAt(int component) throws SQLException {
            int position = position(component);
            if (position < 0) {
                return (Boolean) notNull(component);
            }
            boolean value = rows.getBoolean(position);
            if (!value && rows.wasNull()) {
                throw isNull(component);
            }
            return value;
        }

        @Override
        public @Nullable String stringAt(int component) throws SQLException {
            int position = position(component);
            return position < 0 ? (String) valueAt(component) : rows.getString(position);
        }

        @Override
        public @Nullable Object valueAt(int component) throws SQLException {
            int position = Math.abs(positions[component]);
            Object value = values.read(rows, position, plan.columns.type(position - 1));
            Component target = plan.mapper.components().get(component);
            if (value == null && target.type().isPrimitive()) {
                throw isNull(component);
            }
            return Conversions.convert(
                    value, target.converter(), plan.columns.label(position - 1), plan.target(target));
        }

        private Object notNull(int component) throws SQLException {
            Object value = valueAt(component);
            if (value == null) {
                throw isNull(component);
            }
            return value;
        }

        private DatabaseException isNull(int component) {
            Component target = plan.mapper.components().get(component);
            return Conversions.isNull(plan.columns.label(Math.abs(positions[component]) - 1), plan.target(target));
        }
    }
}
