package dev.hawser.benchmarks.stub;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;

/** Generated from {@link Connection}: every method refuses, so that the stub has only those that are called. */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class UnsupportedConnection implements Connection {

    @Override public void abort(Executor a) throws SQLException { throw new UnsupportedOperationException("abort"); }
    @Override public void clearWarnings() throws SQLException { throw new UnsupportedOperationException("clearWarnings"); }
    @Override public void close() throws SQLException { throw new UnsupportedOperationException("close"); }
    @Override public void commit() throws SQLException { throw new UnsupportedOperationException("commit"); }
    @Override public Array createArrayOf(String a, Object[] b) throws SQLException { throw new UnsupportedOperationException("createArrayOf"); }
    @Override public Blob createBlob() throws SQLException { throw new UnsupportedOperationException("createBlob"); }
    @Override public Clob createClob() throws SQLException { throw new UnsupportedOperationException("createClob"); }
    @Override public NClob createNClob() throws SQLException { throw new UnsupportedOperationException("createNClob"); }
    @Override public SQLXML createSQLXML() throws SQLException { throw new UnsupportedOperationException("createSQLXML"); }
    @Override public Statement createStatement() throws SQLException { throw new UnsupportedOperationException("createStatement"); }
    @Override public Statement createStatement(int a, int b, int c) throws SQLException { throw new UnsupportedOperationException("createStatement"); }
    @Override public Statement createStatement(int a, int b) throws SQLException { throw new UnsupportedOperationException("createStatement"); }
    @Override public Struct createStruct(String a, Object[] b) throws SQLException { throw new UnsupportedOperationException("createStruct"); }
    @Override public boolean getAutoCommit() throws SQLException { throw new UnsupportedOperationException("getAutoCommit"); }
    @Override public String getCatalog() throws SQLException { throw new UnsupportedOperationException("getCatalog"); }
    @Override public Properties getClientInfo() throws SQLException { throw new UnsupportedOperationException("getClientInfo"); }
    @Override public String getClientInfo(String a) throws SQLException { throw new UnsupportedOperationException("getClientInfo"); }
    @Override public int getHoldability() throws SQLException { throw new UnsupportedOperationException("getHoldability"); }
    @Override public DatabaseMetaData getMetaData() throws SQLException { throw new UnsupportedOperationException("getMetaData"); }
    @Override public int getNetworkTimeout() throws SQLException { throw new UnsupportedOperationException("getNetworkTimeout"); }
    @Override public String getSchema() throws SQLException { throw new UnsupportedOperationException("getSchema"); }
    @Override public int getTransactionIsolation() throws SQLException { throw new UnsupportedOperationException("getTransactionIsolation"); }
    @Override public Map<String, Class<?>> getTypeMap() throws SQLException { throw new UnsupportedOperationException("getTypeMap"); }
    @Override public SQLWarning getWarnings() throws SQLException { throw new UnsupportedOperationException("getWarnings"); }
    @Override public boolean isClosed() throws SQLException { throw new UnsupportedOperationException("isClosed"); }
    @Override public boolean isReadOnly() throws SQLException { throw new UnsupportedOperationException("isReadOnly"); }
    @Override public boolean isValid(int a) throws SQLException { throw new UnsupportedOperationException("isValid"); }
    @Override public boolean isWrapperFor(Class<?> a) throws SQLException { throw new UnsupportedOperationException("isWrapperFor"); }
    @Override public String nativeSQL(String a) throws SQLException { throw new UnsupportedOperationException("nativeSQL"); }
    @Override public CallableStatement prepareCall(String a, int b, int c, int d) throws SQLException { throw new UnsupportedOperationException("prepareCall"); }
    @Override public CallableStatement prepareCall(String a, int b, int c) throws SQLException { throw new UnsupportedOperationException("prepareCall"); }
    @Override public CallableStatement prepareCall(String a) throws SQLException { throw new UnsupportedOperationException("prepareCall"); }
    @Override public PreparedStatement prepareStatement(String a, int[] b) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public PreparedStatement prepareStatement(String a, String[] b) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public PreparedStatement prepareStatement(String a, int b, int c, int d) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public PreparedStatement prepareStatement(String a, int b, int c) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public PreparedStatement prepareStatement(String a, int b) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public PreparedStatement prepareStatement(String a) throws SQLException { throw new UnsupportedOperationException("prepareStatement"); }
    @Override public void releaseSavepoint(Savepoint a) throws SQLException { throw new UnsupportedOperationException("releaseSavepoint"); }
    @Override public void rollback() throws SQLException { throw new UnsupportedOperationException("rollback"); }
    @Override public void rollback(Savepoint a) throws SQLException { throw new UnsupportedOperationException("rollback"); }
    @Override public void setAutoCommit(boolean a) throws SQLException { throw new UnsupportedOperationException("setAutoCommit"); }
    @Override public void setCatalog(String a) throws SQLException { throw new UnsupportedOperationException("setCatalog"); }
    @Override public void setClientInfo(String a, String b) { throw new UnsupportedOperationException("setClientInfo"); }
    @Override public void setClientInfo(Properties a) { throw new UnsupportedOperationException("setClientInfo"); }
    @Override public void setHoldability(int a) throws SQLException { throw new UnsupportedOperationException("setHoldability"); }
    @Override public void setNetworkTimeout(Executor a, int b) throws SQLException { throw new UnsupportedOperationException("setNetworkTimeout"); }
    @Override public void setReadOnly(boolean a) throws SQLException { throw new UnsupportedOperationException("setReadOnly"); }
    @Override public Savepoint setSavepoint() throws SQLException { throw new UnsupportedOperationException("setSavepoint"); }
    @Override public Savepoint setSavepoint(String a) throws SQLException { throw new UnsupportedOperationException("setSavepoint"); }
    @Override public void setSchema(String a) throws SQLException { throw new UnsupportedOperationException("setSchema"); }
    @Override public void setTransactionIsolation(int a) throws SQLException { throw new UnsupportedOperationException("setTransactionIsolation"); }
    @Override public void setTypeMap(Map<String, Class<?>> a) throws SQLException { throw new UnsupportedOperationException("setTypeMap"); }
    @Override public <T> T unwrap(Class<T> a) throws SQLException { throw new UnsupportedOperationException("unwrap"); }
}
