package dev.hawser.benchmarks.stub;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;

/** Generated from {@link ResultSetMetaData}: every method refuses, so that the stub has only those that are called. */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class UnsupportedResultSetMetaData implements ResultSetMetaData {

    @Override public String getCatalogName(int a) throws SQLException { throw new UnsupportedOperationException("getCatalogName"); }
    @Override public String getColumnClassName(int a) throws SQLException { throw new UnsupportedOperationException("getColumnClassName"); }
    @Override public int getColumnCount() throws SQLException { throw new UnsupportedOperationException("getColumnCount"); }
    @Override public int getColumnDisplaySize(int a) throws SQLException { throw new UnsupportedOperationException("getColumnDisplaySize"); }
    @Override public String getColumnLabel(int a) throws SQLException { throw new UnsupportedOperationException("getColumnLabel"); }
    @Override public String getColumnName(int a) throws SQLException { throw new UnsupportedOperationException("getColumnName"); }
    @Override public int getColumnType(int a) throws SQLException { throw new UnsupportedOperationException("getColumnType"); }
    @Override public String getColumnTypeName(int a) throws SQLException { throw new UnsupportedOperationException("getColumnTypeName"); }
    @Override public int getPrecision(int a) throws SQLException { throw new UnsupportedOperationException("getPrecision"); }
    @Override public int getScale(int a) throws SQLException { throw new UnsupportedOperationException("getScale"); }
    @Override public String getSchemaName(int a) throws SQLException { throw new UnsupportedOperationException("getSchemaName"); }
    @Override public String getTableName(int a) throws SQLException { throw new UnsupportedOperationException("getTableName"); }
    @Override public boolean isAutoIncrement(int a) throws SQLException { throw new UnsupportedOperationException("isAutoIncrement"); }
    @Override public boolean isCaseSensitive(int a) throws SQLException { throw new UnsupportedOperationException("isCaseSensitive"); }
    @Override public boolean isCurrency(int a) throws SQLException { throw new UnsupportedOperationException("isCurrency"); }
    @Override public boolean isDefinitelyWritable(int a) throws SQLException { throw new UnsupportedOperationException("isDefinitelyWritable"); }
    @Override public int isNullable(int a) throws SQLException { throw new UnsupportedOperationException("isNullable"); }
    @Override public boolean isReadOnly(int a) throws SQLException { throw new UnsupportedOperationException("isReadOnly"); }
    @Override public boolean isSearchable(int a) throws SQLException { throw new UnsupportedOperationException("isSearchable"); }
    @Override public boolean isSigned(int a) throws SQLException { throw new UnsupportedOperationException("isSigned"); }
    @Override public boolean isWrapperFor(Class<?> a) throws SQLException { throw new UnsupportedOperationException("isWrapperFor"); }
    @Override public boolean isWritable(int a) throws SQLException { throw new UnsupportedOperationException("isWritable"); }
    @Override public <T> T unwrap(Class<T> a) throws SQLException { throw new UnsupportedOperationException("unwrap"); }
}
