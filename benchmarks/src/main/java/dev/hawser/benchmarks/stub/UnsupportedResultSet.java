package dev.hawser.benchmarks.stub;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Generated from {@link ResultSet}: every method refuses, so that the stub has only those that are called. */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class UnsupportedResultSet implements ResultSet {

    @Override public boolean absolute(int a) throws SQLException { throw new UnsupportedOperationException("absolute"); }
    @Override public void afterLast() throws SQLException { throw new UnsupportedOperationException("afterLast"); }
    @Override public void beforeFirst() throws SQLException { throw new UnsupportedOperationException("beforeFirst"); }
    @Override public void cancelRowUpdates() throws SQLException { throw new UnsupportedOperationException("cancelRowUpdates"); }
    @Override public void clearWarnings() throws SQLException { throw new UnsupportedOperationException("clearWarnings"); }
    @Override public void close() throws SQLException { throw new UnsupportedOperationException("close"); }
    @Override public void deleteRow() throws SQLException { throw new UnsupportedOperationException("deleteRow"); }
    @Override public int findColumn(String a) throws SQLException { throw new UnsupportedOperationException("findColumn"); }
    @Override public boolean first() throws SQLException { throw new UnsupportedOperationException("first"); }
    @Override public Array getArray(String a) throws SQLException { throw new UnsupportedOperationException("getArray"); }
    @Override public Array getArray(int a) throws SQLException { throw new UnsupportedOperationException("getArray"); }
    @Override public InputStream getAsciiStream(String a) throws SQLException { throw new UnsupportedOperationException("getAsciiStream"); }
    @Override public InputStream getAsciiStream(int a) throws SQLException { throw new UnsupportedOperationException("getAsciiStream"); }
    @Override public BigDecimal getBigDecimal(String a, int b) throws SQLException { throw new UnsupportedOperationException("getBigDecimal"); }
    @Override public BigDecimal getBigDecimal(String a) throws SQLException { throw new UnsupportedOperationException("getBigDecimal"); }
    @Override public BigDecimal getBigDecimal(int a, int b) throws SQLException { throw new UnsupportedOperationException("getBigDecimal"); }
    @Override public BigDecimal getBigDecimal(int a) throws SQLException { throw new UnsupportedOperationException("getBigDecimal"); }
    @Override public InputStream getBinaryStream(String a) throws SQLException { throw new UnsupportedOperationException("getBinaryStream"); }
    @Override public InputStream getBinaryStream(int a) throws SQLException { throw new UnsupportedOperationException("getBinaryStream"); }
    @Override public Blob getBlob(String a) throws SQLException { throw new UnsupportedOperationException("getBlob"); }
    @Override public Blob getBlob(int a) throws SQLException { throw new UnsupportedOperationException("getBlob"); }
    @Override public boolean getBoolean(String a) throws SQLException { throw new UnsupportedOperationException("getBoolean"); }
    @Override public boolean getBoolean(int a) throws SQLException { throw new UnsupportedOperationException("getBoolean"); }
    @Override public byte getByte(String a) throws SQLException { throw new UnsupportedOperationException("getByte"); }
    @Override public byte getByte(int a) throws SQLException { throw new UnsupportedOperationException("getByte"); }
    @Override public byte[] getBytes(String a) throws SQLException { throw new UnsupportedOperationException("getBytes"); }
    @Override public byte[] getBytes(int a) throws SQLException { throw new UnsupportedOperationException("getBytes"); }
    @Override public Reader getCharacterStream(String a) throws SQLException { throw new UnsupportedOperationException("getCharacterStream"); }
    @Override public Reader getCharacterStream(int a) throws SQLException { throw new UnsupportedOperationException("getCharacterStream"); }
    @Override public Clob getClob(String a) throws SQLException { throw new UnsupportedOperationException("getClob"); }
    @Override public Clob getClob(int a) throws SQLException { throw new UnsupportedOperationException("getClob"); }
    @Override public int getConcurrency() throws SQLException { throw new UnsupportedOperationException("getConcurrency"); }
    @Override public String getCursorName() throws SQLException { throw new UnsupportedOperationException("getCursorName"); }
    @Override public Date getDate(String a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getDate"); }
    @Override public Date getDate(String a) throws SQLException { throw new UnsupportedOperationException("getDate"); }
    @Override public Date getDate(int a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getDate"); }
    @Override public Date getDate(int a) throws SQLException { throw new UnsupportedOperationException("getDate"); }
    @Override public double getDouble(String a) throws SQLException { throw new UnsupportedOperationException("getDouble"); }
    @Override public double getDouble(int a) throws SQLException { throw new UnsupportedOperationException("getDouble"); }
    @Override public int getFetchDirection() throws SQLException { throw new UnsupportedOperationException("getFetchDirection"); }
    @Override public int getFetchSize() throws SQLException { throw new UnsupportedOperationException("getFetchSize"); }
    @Override public float getFloat(String a) throws SQLException { throw new UnsupportedOperationException("getFloat"); }
    @Override public float getFloat(int a) throws SQLException { throw new UnsupportedOperationException("getFloat"); }
    @Override public int getHoldability() throws SQLException { throw new UnsupportedOperationException("getHoldability"); }
    @Override public int getInt(String a) throws SQLException { throw new UnsupportedOperationException("getInt"); }
    @Override public int getInt(int a) throws SQLException { throw new UnsupportedOperationException("getInt"); }
    @Override public long getLong(String a) throws SQLException { throw new UnsupportedOperationException("getLong"); }
    @Override public long getLong(int a) throws SQLException { throw new UnsupportedOperationException("getLong"); }
    @Override public ResultSetMetaData getMetaData() throws SQLException { throw new UnsupportedOperationException("getMetaData"); }
    @Override public Reader getNCharacterStream(String a) throws SQLException { throw new UnsupportedOperationException("getNCharacterStream"); }
    @Override public Reader getNCharacterStream(int a) throws SQLException { throw new UnsupportedOperationException("getNCharacterStream"); }
    @Override public NClob getNClob(String a) throws SQLException { throw new UnsupportedOperationException("getNClob"); }
    @Override public NClob getNClob(int a) throws SQLException { throw new UnsupportedOperationException("getNClob"); }
    @Override public String getNString(String a) throws SQLException { throw new UnsupportedOperationException("getNString"); }
    @Override public String getNString(int a) throws SQLException { throw new UnsupportedOperationException("getNString"); }
    @Override public <T> T getObject(String a, Class<T> b) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public Object getObject(String a, Map<String, Class<?>> b) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public Object getObject(String a) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public <T> T getObject(int a, Class<T> b) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public Object getObject(int a, Map<String, Class<?>> b) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public Object getObject(int a) throws SQLException { throw new UnsupportedOperationException("getObject"); }
    @Override public Ref getRef(String a) throws SQLException { throw new UnsupportedOperationException("getRef"); }
    @Override public Ref getRef(int a) throws SQLException { throw new UnsupportedOperationException("getRef"); }
    @Override public int getRow() throws SQLException { throw new UnsupportedOperationException("getRow"); }
    @Override public RowId getRowId(String a) throws SQLException { throw new UnsupportedOperationException("getRowId"); }
    @Override public RowId getRowId(int a) throws SQLException { throw new UnsupportedOperationException("getRowId"); }
    @Override public SQLXML getSQLXML(String a) throws SQLException { throw new UnsupportedOperationException("getSQLXML"); }
    @Override public SQLXML getSQLXML(int a) throws SQLException { throw new UnsupportedOperationException("getSQLXML"); }
    @Override public short getShort(String a) throws SQLException { throw new UnsupportedOperationException("getShort"); }
    @Override public short getShort(int a) throws SQLException { throw new UnsupportedOperationException("getShort"); }
    @Override public Statement getStatement() throws SQLException { throw new UnsupportedOperationException("getStatement"); }
    @Override public String getString(String a) throws SQLException { throw new UnsupportedOperationException("getString"); }
    @Override public String getString(int a) throws SQLException { throw new UnsupportedOperationException("getString"); }
    @Override public Time getTime(String a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getTime"); }
    @Override public Time getTime(String a) throws SQLException { throw new UnsupportedOperationException("getTime"); }
    @Override public Time getTime(int a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getTime"); }
    @Override public Time getTime(int a) throws SQLException { throw new UnsupportedOperationException("getTime"); }
    @Override public Timestamp getTimestamp(String a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getTimestamp"); }
    @Override public Timestamp getTimestamp(String a) throws SQLException { throw new UnsupportedOperationException("getTimestamp"); }
    @Override public Timestamp getTimestamp(int a, Calendar b) throws SQLException { throw new UnsupportedOperationException("getTimestamp"); }
    @Override public Timestamp getTimestamp(int a) throws SQLException { throw new UnsupportedOperationException("getTimestamp"); }
    @Override public int getType() throws SQLException { throw new UnsupportedOperationException("getType"); }
    @Override public URL getURL(String a) throws SQLException { throw new UnsupportedOperationException("getURL"); }
    @Override public URL getURL(int a) throws SQLException { throw new UnsupportedOperationException("getURL"); }
    @Override public InputStream getUnicodeStream(String a) throws SQLException { throw new UnsupportedOperationException("getUnicodeStream"); }
    @Override public InputStream getUnicodeStream(int a) throws SQLException { throw new UnsupportedOperationException("getUnicodeStream"); }
    @Override public SQLWarning getWarnings() throws SQLException { throw new UnsupportedOperationException("getWarnings"); }
    @Override public void insertRow() throws SQLException { throw new UnsupportedOperationException("insertRow"); }
    @Override public boolean isAfterLast() throws SQLException { throw new UnsupportedOperationException("isAfterLast"); }
    @Override public boolean isBeforeFirst() throws SQLException { throw new UnsupportedOperationException("isBeforeFirst"); }
    @Override public boolean isClosed() throws SQLException { throw new UnsupportedOperationException("isClosed"); }
    @Override public boolean isFirst() throws SQLException { throw new UnsupportedOperationException("isFirst"); }
    @Override public boolean isLast() throws SQLException { throw new UnsupportedOperationException("isLast"); }
    @Override public boolean isWrapperFor(Class<?> a) throws SQLException { throw new UnsupportedOperationException("isWrapperFor"); }
    @Override public boolean last() throws SQLException { throw new UnsupportedOperationException("last"); }
    @Override public void moveToCurrentRow() throws SQLException { throw new UnsupportedOperationException("moveToCurrentRow"); }
    @Override public void moveToInsertRow() throws SQLException { throw new UnsupportedOperationException("moveToInsertRow"); }
    @Override public boolean next() throws SQLException { throw new UnsupportedOperationException("next"); }
    @Override public boolean previous() throws SQLException { throw new UnsupportedOperationException("previous"); }
    @Override public void refreshRow() throws SQLException { throw new UnsupportedOperationException("refreshRow"); }
    @Override public boolean relative(int a) throws SQLException { throw new UnsupportedOperationException("relative"); }
    @Override public boolean rowDeleted() throws SQLException { throw new UnsupportedOperationException("rowDeleted"); }
    @Override public boolean rowInserted() throws SQLException { throw new UnsupportedOperationException("rowInserted"); }
    @Override public boolean rowUpdated() throws SQLException { throw new UnsupportedOperationException("rowUpdated"); }
    @Override public void setFetchDirection(int a) throws SQLException { throw new UnsupportedOperationException("setFetchDirection"); }
    @Override public void setFetchSize(int a) throws SQLException { throw new UnsupportedOperationException("setFetchSize"); }
    @Override public <T> T unwrap(Class<T> a) throws SQLException { throw new UnsupportedOperationException("unwrap"); }
    @Override public void updateArray(String a, Array b) throws SQLException { throw new UnsupportedOperationException("updateArray"); }
    @Override public void updateArray(int a, Array b) throws SQLException { throw new UnsupportedOperationException("updateArray"); }
    @Override public void updateAsciiStream(String a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateAsciiStream(String a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateAsciiStream(String a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateAsciiStream(int a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateAsciiStream(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateAsciiStream(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateAsciiStream"); }
    @Override public void updateBigDecimal(String a, BigDecimal b) throws SQLException { throw new UnsupportedOperationException("updateBigDecimal"); }
    @Override public void updateBigDecimal(int a, BigDecimal b) throws SQLException { throw new UnsupportedOperationException("updateBigDecimal"); }
    @Override public void updateBinaryStream(String a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBinaryStream(String a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBinaryStream(String a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBinaryStream(int a, InputStream b, int c) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBinaryStream(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBinaryStream(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateBinaryStream"); }
    @Override public void updateBlob(String a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBlob(String a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBlob(String a, Blob b) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBlob(int a, InputStream b, long c) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBlob(int a, InputStream b) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBlob(int a, Blob b) throws SQLException { throw new UnsupportedOperationException("updateBlob"); }
    @Override public void updateBoolean(String a, boolean b) throws SQLException { throw new UnsupportedOperationException("updateBoolean"); }
    @Override public void updateBoolean(int a, boolean b) throws SQLException { throw new UnsupportedOperationException("updateBoolean"); }
    @Override public void updateByte(String a, byte b) throws SQLException { throw new UnsupportedOperationException("updateByte"); }
    @Override public void updateByte(int a, byte b) throws SQLException { throw new UnsupportedOperationException("updateByte"); }
    @Override public void updateBytes(String a, byte[] b) throws SQLException { throw new UnsupportedOperationException("updateBytes"); }
    @Override public void updateBytes(int a, byte[] b) throws SQLException { throw new UnsupportedOperationException("updateBytes"); }
    @Override public void updateCharacterStream(String a, Reader b, int c) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateCharacterStream(String a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateCharacterStream(String a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateCharacterStream(int a, Reader b, int c) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateCharacterStream(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateCharacterStream(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateCharacterStream"); }
    @Override public void updateClob(String a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateClob(String a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateClob(String a, Clob b) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateClob(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateClob(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateClob(int a, Clob b) throws SQLException { throw new UnsupportedOperationException("updateClob"); }
    @Override public void updateDate(String a, Date b) throws SQLException { throw new UnsupportedOperationException("updateDate"); }
    @Override public void updateDate(int a, Date b) throws SQLException { throw new UnsupportedOperationException("updateDate"); }
    @Override public void updateDouble(String a, double b) throws SQLException { throw new UnsupportedOperationException("updateDouble"); }
    @Override public void updateDouble(int a, double b) throws SQLException { throw new UnsupportedOperationException("updateDouble"); }
    @Override public void updateFloat(String a, float b) throws SQLException { throw new UnsupportedOperationException("updateFloat"); }
    @Override public void updateFloat(int a, float b) throws SQLException { throw new UnsupportedOperationException("updateFloat"); }
    @Override public void updateInt(String a, int b) throws SQLException { throw new UnsupportedOperationException("updateInt"); }
    @Override public void updateInt(int a, int b) throws SQLException { throw new UnsupportedOperationException("updateInt"); }
    @Override public void updateLong(String a, long b) throws SQLException { throw new UnsupportedOperationException("updateLong"); }
    @Override public void updateLong(int a, long b) throws SQLException { throw new UnsupportedOperationException("updateLong"); }
    @Override public void updateNCharacterStream(String a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateNCharacterStream"); }
    @Override public void updateNCharacterStream(String a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateNCharacterStream"); }
    @Override public void updateNCharacterStream(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateNCharacterStream"); }
    @Override public void updateNCharacterStream(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateNCharacterStream"); }
    @Override public void updateNClob(String a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNClob(String a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNClob(String a, NClob b) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNClob(int a, Reader b, long c) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNClob(int a, Reader b) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNClob(int a, NClob b) throws SQLException { throw new UnsupportedOperationException("updateNClob"); }
    @Override public void updateNString(String a, String b) throws SQLException { throw new UnsupportedOperationException("updateNString"); }
    @Override public void updateNString(int a, String b) throws SQLException { throw new UnsupportedOperationException("updateNString"); }
    @Override public void updateNull(String a) throws SQLException { throw new UnsupportedOperationException("updateNull"); }
    @Override public void updateNull(int a) throws SQLException { throw new UnsupportedOperationException("updateNull"); }
    @Override public void updateObject(String a, Object b, int c) throws SQLException { throw new UnsupportedOperationException("updateObject"); }
    @Override public void updateObject(String a, Object b) throws SQLException { throw new UnsupportedOperationException("updateObject"); }
    @Override public void updateObject(int a, Object b, int c) throws SQLException { throw new UnsupportedOperationException("updateObject"); }
    @Override public void updateObject(int a, Object b) throws SQLException { throw new UnsupportedOperationException("updateObject"); }
    @Override public void updateRef(String a, Ref b) throws SQLException { throw new UnsupportedOperationException("updateRef"); }
    @Override public void updateRef(int a, Ref b) throws SQLException { throw new UnsupportedOperationException("updateRef"); }
    @Override public void updateRow() throws SQLException { throw new UnsupportedOperationException("updateRow"); }
    @Override public void updateRowId(String a, RowId b) throws SQLException { throw new UnsupportedOperationException("updateRowId"); }
    @Override public void updateRowId(int a, RowId b) throws SQLException { throw new UnsupportedOperationException("updateRowId"); }
    @Override public void updateSQLXML(String a, SQLXML b) throws SQLException { throw new UnsupportedOperationException("updateSQLXML"); }
    @Override public void updateSQLXML(int a, SQLXML b) throws SQLException { throw new UnsupportedOperationException("updateSQLXML"); }
    @Override public void updateShort(String a, short b) throws SQLException { throw new UnsupportedOperationException("updateShort"); }
    @Override public void updateShort(int a, short b) throws SQLException { throw new UnsupportedOperationException("updateShort"); }
    @Override public void updateString(String a, String b) throws SQLException { throw new UnsupportedOperationException("updateString"); }
    @Override public void updateString(int a, String b) throws SQLException { throw new UnsupportedOperationException("updateString"); }
    @Override public void updateTime(String a, Time b) throws SQLException { throw new UnsupportedOperationException("updateTime"); }
    @Override public void updateTime(int a, Time b) throws SQLException { throw new UnsupportedOperationException("updateTime"); }
    @Override public void updateTimestamp(String a, Timestamp b) throws SQLException { throw new UnsupportedOperationException("updateTimestamp"); }
    @Override public void updateTimestamp(int a, Timestamp b) throws SQLException { throw new UnsupportedOperationException("updateTimestamp"); }
    @Override public boolean wasNull() throws SQLException { throw new UnsupportedOperationException("wasNull"); }
}
