package dev.hawser.testkit.tds;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A column of a result of H2, as SQL Server would have it. */
record H2Column(String name, TdsType type, int precision, int scale, boolean identity) {

    private static final int NULLABLE = 0x01;
    private static final int IDENTITY = 0x10;

    /** The scale of a decimal whose own does not fit, as SQL Server has it for results of a division. */
    private static final int LEAST_SCALE = 6;

    static H2Column of(ResultSetMetaData columns, int position) throws SQLException {
        int precision = columns.getPrecision(position);
        int scale = columns.getScale(position);
        TdsType type = type(columns, position, precision);
        boolean time = type == TdsType.TIME || type == TdsType.DATETIME2 || type == TdsType.DATETIMEOFFSET;
        if (time) {
            scale = Math.min(scale, TdsType.MAX_TIME_SCALE);
        } else if (type == TdsType.DECIMAL && precision > TdsType.MAX_PRECISION) {
            precision = TdsType.MAX_PRECISION;
            scale = Math.min(scale, LEAST_SCALE);
        }
        return new H2Column(
                columns.getColumnLabel(position), type, precision, scale, columns.isAutoIncrement(position));
    }

    private static TdsType type(ResultSetMetaData columns, int position, int precision) throws SQLException {
        if (columns.getColumnTypeName(position).equals("UUID")) {
            return TdsType.GUID;
        }
        return switch (columns.getColumnType(position)) {
            case Types.BOOLEAN, Types.BIT -> TdsType.BIT;
            case Types.TINYINT -> TdsType.TINYINT;
            case Types.SMALLINT -> TdsType.SMALLINT;
            case Types.INTEGER, Types.NULL -> TdsType.INT;
            case Types.BIGINT -> TdsType.BIGINT;
            case Types.REAL -> TdsType.REAL;
            case Types.FLOAT, Types.DOUBLE -> TdsType.FLOAT;
            case Types.DECIMAL, Types.NUMERIC -> TdsType.DECIMAL;
            case Types.DATE -> TdsType.DATE;
            case Types.TIME -> TdsType.TIME;
            case Types.TIMESTAMP -> TdsType.DATETIME2;
            case Types.TIMESTAMP_WITH_TIMEZONE -> TdsType.DATETIMEOFFSET;
            case Types.BINARY, Types.VARBINARY ->
                precision > TdsType.MAX_BYTES ? TdsType.VARBINARY_MAX : TdsType.VARBINARY;
            case Types.BLOB -> TdsType.VARBINARY_MAX;
            default ->
                columns.getColumnType(position) == Types.CLOB || precision > TdsType.MAX_BYTES / 2
                        ? TdsType.NVARCHAR_MAX
                        : TdsType.NVARCHAR;
        };
    }

    void describe(TdsWriter out) {
        out.i32(0).u16(NULLABLE | (identity ? IDENTITY : 0));
        type.describe(out, precision, scale);
        out.shortText(name);
    }

    void write(TdsWriter out, ResultSet row, int position) throws SQLException {
        type.write(out, read(row, position), scale);
    }

    private @Nullable Object read(ResultSet row, int position) throws SQLException {
        return switch (type) {
            case BIT -> row.getObject(position, Boolean.class);
            case TINYINT, SMALLINT, INT, BIGINT -> row.getObject(position, Long.class);
            case REAL, FLOAT -> row.getObject(position, Double.class);
            case DECIMAL -> row.getObject(position, BigDecimal.class);
            case GUID -> row.getObject(position, UUID.class);
            case DATE -> row.getObject(position, LocalDate.class);
            case TIME -> row.getObject(position, LocalTime.class);
            case DATETIME2 -> row.getObject(position, LocalDateTime.class);
            case DATETIMEOFFSET -> row.getObject(position, OffsetDateTime.class);
            case NVARCHAR, NVARCHAR_MAX -> row.getString(position);
            case VARBINARY, VARBINARY_MAX -> row.getBytes(position);
        };
    }
}
