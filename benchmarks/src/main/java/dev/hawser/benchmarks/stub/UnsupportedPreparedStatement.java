package dev.hawser.benchmarks.stub;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.NullUnmarked;

/** Generated from {@link PreparedStatement}: every method refuses, so that the stub has only those that are called. */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class UnsupportedPreparedStatement implements PreparedStatement {

    @Override public void addBatch() throws SQLException { throw new UnsupportedOperationException("addBatch"); }
    @Override public void addBatch(String a) throws SQLException { throw new UnsupportedOperationException("addBatch"); }
    @Override public void cancel() throws SQLException { throw new UnsupportedOperationException("cancel"); }
    @Override public void clearBatch() throws SQLException { throw new UnsupportedOperationException("clearBatch"); }
    @Override public void clearParameters() throws SQLException { throw new UnsupportedOperationException("clearParameters"); }
    @Override public void clearWarnings() throws SQLException { throw new UnsupportedOperationException("clearWarnings"); }
    @Override public void close() throws SQLException { throw new UnsupportedOperationException("close"); }
    @Override public void closeOnCompletion() throws SQLException { throw new UnsupportedOperationException("closeOnCompletion"); }
    @Override public boolean execute() throws SQLException { throw new UnsupportedOperationException("execute"); }
    @Override public boolean execute(String a, int[] b) throws SQLException { throw new UnsupportedOperationException("execute"); }
    @Override public boolean execute(String a, String[] b) throws SQLException { throw new UnsupportedOperationException("execute"); }
    @Override public boolean execute(String a, int b) throws SQLException { throw new UnsupportedOperationException("execute"); }
    @Override public boolean execute(String a) throws SQLException { throw new UnsupportedOperationException("execute"); }
    @Override public int[] executeBatch() throws SQLException { throw new UnsupportedOperationException("executeBatch"); }
    @Override public ResultSet executeQuery() throws SQLException { throw new UnsupportedOperationException("executeQuery"); }
    @Override public ResultSet executeQuery(String a) throws SQLException { throw new UnsupportedOperationException("executeQuery"); }
    @Override public int executeUpdate() throws SQLException { throw new UnsupportedOperationException("executeUpdate"); }
    @Override public int executeUpdate(String a, int[] b) throws SQLException { throw new UnsupportedOperationException("executeUpdate"); }
    @Override public int executeUpdate(String a, String[] b) throws SQLException { throw new UnsupportedOperationException("executeUpdate"); }
    @Override public int executeUpdate(String a, int b) throws SQLException { throw new UnsupportedOperationException("executeUpdate"); }
    @Override public int executeUpdate(String a) throws SQLException { throw new UnsupportedOperationException("executeUpdate"); }
    @Override public Connection getConnection() throws SQLException { throw new UnsupportedOperationException("getConnection"); }
    @Override public int getFetchDirection() throws SQLException { throw new UnsupportedOperationException("getFetchDirection"); }
    @Override public int getFetchSize() throws SQLException { throw new UnsupportedOperationException("getFetchSize"); }
    @Override public ResultSet getGeneratedKeys() throws SQLException { throw new UnsupportedOperationException("getGeneratedKeys"); }
    @Override public int getMaxFieldSize() throws SQLException { throw new UnsupportedOperationException("getMaxFieldSize"); }
    @Override public int getMaxRows() throws SQLException { throw new UnsupportedOperationException("getMaxRows"); }
    @Override public ResultSetMetaData getMetaData() throws SQLException { throw new UnsupportedOperationException("getMetaData"); }
    @Override public boolean getMoreResults() throws SQLException { throw new UnsupportedOperationException("getMoreResults"); }
    @Override public boolean getMoreResults(int a) throws SQLException { throw new UnsupportedOperationException("getMoreResults"); }
    @Override public ParameterMetaData getParameterMetaData() throws SQLException { throw new UnsupportedOperationException("getParameterMetaData"); }
    @Override public int getQueryTimeout() throws SQLException { throw new UnsupportedOperationException("getQueryTimeout"); }
    @Override public ResultSet getResultSet() throws SQLException { throw new UnsupportedOperationException("getResultSet"); }
    @Override public int getResultSetConcurrency() throws SQLException { throw new UnsupportedOperationException("getResultSetConcurrency"); }
    @Override public int getResultSetHoldability() throws SQLException { throw new UnsupportedOperationException("getResultSetHoldability"); }
    @Override public int getResultSetType() throws SQLException { throw new UnsupportedOperationException("getResultSetType"); }
    @Override public int getUpdateCount() throws SQLException { throw new UnsupportedOperationException("getUpdateCount"); }
    @Override public SQLWarning getWarnings() throws SQLException { throw new UnsupportedOperationException("getWarnings"); }
    @Override public boolean isCloseOnCompletion() throws SQLException { throw new UnsupportedOperationException("isCloseOnCompletion"); }
    @Override public boolean isClosed() throws SQLException { throw new UnsupportedOperationException("isClosed"); }
    @Override public boolean isPoolable() throws SQLException { throw new UnsupportedOperationException("isPoolable"); }
    @Override public boolean isWrapperFor(Class<?> a) throws SQLException { throw new UnsupportedOperationException("isWrapperFor"); }
    @Override public void setArray(int a, Array b) throws SQLException { throw new UnsupportedOperationException("setArray"); }
    @Override public void setAsciiStream(int a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("setAsciiStream"); }
    @Override public void setAsciiStream(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("setAsciiStream"); }
    @Override public void setAsciiStream(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("setAsciiStream"); }
    @Override public void setBigDecimal(int a, BigDecimal b) throws SQLException { throw new UnsupportedOperationException("setBigDecimal"); }
    @Override public void setBinaryStream(int a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("setBinaryStream"); }
    @Override public void setBinaryStream(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("setBinaryStream"); }
    @Override public void setBinaryStream(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("setBinaryStream"); }
    @Override public void setBlob(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("setBlob"); }
    @Override public void setBlob(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("setBlob"); }
    @Override public void setBlob(int a, Blob b) throws SQLException { throw new UnsupportedOperationException("setBlob"); }
    @Override public void setBoolean(int a, boolean b) throws SQLException { throw new UnsupportedOperationException("setBoolean"); }
    @Override public void setByte(int a, byte b) throws SQLException { throw new UnsupportedOperationException("setByte"); }
    @Override public void setBytes(int a, byte[] b) throws SQLException { throw new UnsupportedOperationException("setBytes"); }
    @Override public void setCharacterStream(int a, Reader b, int c) throws SQLException { throw new UnsupportedOperationException("setCharacterStream"); }
    @Override public void setCharacterStream(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("setCharacterStream"); }
    @Override public void setCharacterStream(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("setCharacterStream"); }
    @Override public void setClob(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("setClob"); }
    @Override public void setClob(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("setClob"); }
    @Override public void setClob(int a, Clob b) throws SQLException { throw new UnsupportedOperationException("setClob"); }
    @Override public void setCursorName(String a) throws SQLException { throw new UnsupportedOperationException("setCursorName"); }
    @Override public void setDate(int a, Date b, Calendar c) throws SQLException { throw new UnsupportedOperationException("setDate"); }
    @Override public void setDate(int a, Date b) throws SQLException { throw new UnsupportedOperationException("setDate"); }
    @Override public void setDouble(int a, double b) throws SQLException { throw new UnsupportedOperationException("setDouble"); }
    @Override public void setEscapeProcessing(boolean a) throws SQLException { throw new UnsupportedOperationException("setEscapeProcessing"); }
    @Override public void setFetchDirection(int a) throws SQLException { throw new UnsupportedOperationException("setFetchDirection"); }
    @Override public void setFetchSize(int a) throws SQLException { throw new UnsupportedOperationException("setFetchSize"); }
    @Override public void setFloat(int a, float b) throws SQLException { throw new UnsupportedOperationException("setFloat"); }
    @Override public void setInt(int a, int b) throws SQLException { throw new UnsupportedOperationException("setInt"); }
    @Override public void setLong(int a, long b) throws SQLException { throw new UnsupportedOperationException("setLong"); }
    @Override public void setMaxFieldSize(int a) throws SQLException { throw new UnsupportedOperationException("setMaxFieldSize"); }
    @Override public void setMaxRows(int a) throws SQLException { throw new UnsupportedOperationException("setMaxRows"); }
    @Override public void setNCharacterStream(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("setNCharacterStream"); }
    @Override public void setNCharacterStream(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("setNCharacterStream"); }
    @Override public void setNClob(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("setNClob"); }
    @Override public void setNClob(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("setNClob"); }
    @Override public void setNClob(int a, NClob b) throws SQLException { throw new UnsupportedOperationException("setNClob"); }
    @Override public void setNString(int a, String b) throws SQLException { throw new UnsupportedOperationException("setNString"); }
    @Override public void setNull(int a, int b, String c) throws SQLException { throw new UnsupportedOperationException("setNull"); }
    @Override public void setNull(int a, int b) throws SQLException { throw new UnsupportedOperationException("setNull"); }
    @Override public void setObject(int a, Object b, int c, int d) throws SQLException { throw new UnsupportedOperationException("setObject"); }
    @Override public void setObject(int a, Object b, int c) throws SQLException { throw new UnsupportedOperationException("setObject"); }
    @Override public void setObject(int a, Object b) throws SQLException { throw new UnsupportedOperationException("setObject"); }
    @Override public void setPoolable(boolean a) throws SQLException { throw new UnsupportedOperationException("setPoolable"); }
    @Override public void setQueryTimeout(int a) throws SQLException { throw new UnsupportedOperationException("setQueryTimeout"); }
    @Override public void setRef(int a, Ref b) throws SQLException { throw new UnsupportedOperationException("setRef"); }
    @Override public void setRowId(int a, RowId b) throws SQLException { throw new UnsupportedOperationException("setRowId"); }
    @Override public void setSQLXML(int a, SQLXML b) throws SQLException { throw new UnsupportedOperationException("setSQLXML"); }
    @Override public void setShort(int a, short b) throws SQLException { throw new UnsupportedOperationException("setShort"); }
    @Override public void setString(int a, String b) throws SQLException { throw new UnsupportedOperationException("setString"); }
    @Override public void setTime(int a, Time b, Calendar c) throws SQLException { throw new UnsupportedOperationException("setTime"); }
    @Override public void setTime(int a, Time b) throws SQLException { throw new UnsupportedOperationException("setTime"); }
    @Override public void setTimestamp(int a, Timestamp b, Calendar c) throws SQLException { throw new UnsupportedOperationException("setTimestamp"); }
    @Override public void setTimestamp(int a, Timestamp b) throws SQLException { throw new UnsupportedOperationException("setTimestamp"); }
    @Override public void setURL(int a, URL b) throws SQLException { throw new UnsupportedOperationException("setURL"); }
    @Override public void setUnicodeStream(int a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("setUnicodeStream"); }
    @Override public <T> T unwrap(Class<T> a) throws SQLException { throw new UnsupportedOperationException("unwrap"); }
}
