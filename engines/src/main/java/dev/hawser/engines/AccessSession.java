package dev.hawser.engines;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.TimeLimits;
import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import net.ucanaccess.jdbc.UcanaccessConnection;
import net.ucanaccess.jdbc.UcanaccessPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * The driver's connection, with what it leaves undone.
 *
 * <ul>
 *   <li>What it reads in auto-commit mode leaves a transaction open in its memory, in which settings have no effect: it is ended.
 *   <li>When a statement fails that has changed rows already, its memory forgets them, and the commit would write them to the file. So it is with PostgreSQL: after an error a
 *       transaction can only be rolled back, as a whole or to a savepoint.
 *   <li>A commit that the file refuses closes the driver's connection: it is replaced.
 *   <li>{@code setReadOnly} is remembered, {@code setAutoCommit(true)} commits, a second {@code close} does nothing, {@code abort} stops the statement that runs.
 *   <li>Statements are limited in time, and they and their numbers are checked: see {@link AccessStatements} and {@link AccessNumbers}.
 * </ul>
 */
final class AccessSession implements InvocationHandler {

    static final TimeLimits TIME_LIMITS = new TimeLimits() {
        @Override
        public void lift(Connection connection) {
            of(connection).unlimited = true;
        }

        @Override
        public void restore(Connection connection) {
            of(connection).unlimited = false;
        }

        private AccessSession of(Connection connection) {
            return (AccessSession) Proxy.getInvocationHandler(connection);
        }
    };

    private final File file;
    private final AccessHandles.Opening opening;
    private final boolean onlyReads;
    private final AccessClock clock;
    private Connection driver;
    private boolean readOnly;
    private boolean failed;
    private boolean gone;
    private boolean unlimited;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean aborted;
    private volatile AccessClock.@Nullable Run running;

    private AccessSession(File file, AccessHandles.Opening opening, boolean onlyReads, AccessClock clock)
            throws SQLException {
        this.file = file;
        this.opening = opening;
        this.driver = AccessHandles.open(file, opening);
        this.onlyReads = onlyReads;
        this.clock = clock;
    }

    /** A connection to {@code file} that is opened now. */
    static Connection of(File file, AccessHandles.Opening opening, boolean onlyReads, AccessClock clock)
            throws SQLException {
        AccessSession session = new AccessSession(file, opening, onlyReads, clock);
        if (onlyReads) {
            try {
                session.setReadOnly(true);
            } catch (SQLException failed) {
                session.close();
                throw failed;
            }
        }
        return (Connection) Proxy.newProxyInstance(
                AccessSession.class.getClassLoader(), new Class<?>[] {Connection.class}, session);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "createStatement", "prepareStatement", "prepareCall" -> {
                return statement((Connection) proxy, method, arguments);
            }
            case "commit" -> commit();
            case "rollback" -> {
                failed = false;
                return call(driver, method, arguments);
            }
            case "setAutoCommit" -> setAutoCommit(Boolean.TRUE.equals(first(arguments)));
            case "setReadOnly" -> setReadOnly(Boolean.TRUE.equals(first(arguments)));
            case "isReadOnly" -> {
                return readOnly;
            }
            case "setTransactionIsolation" -> {
                endRead();
                return call(driver, method, arguments);
            }
            case "close" -> close();
            case "isClosed" -> {
                return closed.get() || driver.isClosed();
            }
            case "isValid" -> {
                return !closed.get() && !aborted && isAlive();
            }
            case "abort" -> abort();
            case "unwrap" -> {
                return first(arguments) instanceof Class<?> type && type.isInstance(driver)
                        ? driver
                        : call(driver, method, arguments);
            }
            case "isWrapperFor" -> {
                return (first(arguments) instanceof Class<?> type && type.isInstance(driver))
                        || Boolean.TRUE.equals(call(driver, method, arguments));
            }
            default -> {
                return call(driver, method, arguments);
            }
        }
        return null;
    }

    private void commit() throws SQLException {
        if (failed) {
            throw new SQLException(
                    "the transaction cannot be committed: a statement in it failed", AccessErrors.ROLLED_BACK);
        }
        try {
            driver.commit();
        } catch (SQLException error) {
            reopen(error);
            throw error;
        }
    }

    /** The driver's own connection does not notice when the memory behind it is gone. */
    private boolean isAlive() {
        try (Statement statement =
                ((UcanaccessConnection) driver).getHSQLDBConnection().createStatement()) {
            statement.execute("call 1");
            return true;
        } catch (SQLException error) { // that of a cancel that came late says nothing
            return new AccessErrors().meaning(error).category() != ErrorCategory.CONNECTION_LOST;
        }
    }

    /** When the file refuses what is to be written the driver forgets all that it has read, under every connection. */
    private void reopen(SQLException error) {
        try {
            if (!closed.get() && !aborted && !isAlive()) {
                gone = true;
                Connection fresh = AccessHandles.replace(opening);
                fresh.setReadOnly(readOnly);
                fresh.setAutoCommit(driver.getAutoCommit());
                failed = !driver.getAutoCommit();
                driver = fresh;
                gone = false;
            }
        } catch (SQLException lost) {
            error.addSuppressed(lost);
        }
    }

    private void setAutoCommit(boolean autoCommit) throws SQLException {
        if (autoCommit != driver.getAutoCommit()) {
            if (autoCommit) {
                commit();
            } else {
                endRead();
            }
            driver.setAutoCommit(autoCommit);
        }
    }

    private void setReadOnly(boolean wanted) throws SQLException {
        if (onlyReads && !wanted) {
            throw new SQLException("this connection only reads", AccessErrors.READ_ONLY);
        }
        endRead();
        driver.setReadOnly(wanted);
        readOnly = wanted;
    }

    private void endRead() throws SQLException {
        if (driver.getAutoCommit()) {
            driver.rollback();
        }
    }

    private void close() throws SQLException {
        if (closed.compareAndSet(false, true)) { // the driver counts
            AccessHandles.close(file, () -> {
                if (!gone) {
                    driver.close();
                }
            });
        }
    }

    /** Whoever waits for the statement closes. */
    private void abort() {
        aborted = true;
        stop();
    }

    private void stop() {
        AccessClock.Run run = running;
        if (run != null) {
            run.expire();
        }
    }

    private Object statement(Connection proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String sql = first(arguments) instanceof String text ? AccessStatements.checked(text) : null;
        Statement statement;
        if (sql != null && AccessStatements.defines(sql)) {
            statement = new UcanaccessPreparedStatement(sql, (UcanaccessConnection) driver);
        } else {
            if (sql != null && arguments != null) {
                arguments[0] = sql;
            }
            statement = (Statement) Objects.requireNonNull(call(driver, method, arguments));
        }
        Class<?> type = method.getReturnType();
        return Proxy.newProxyInstance(
                AccessSession.class.getClassLoader(),
                new Class<?>[] {type},
                (self, called, values) -> onStatement(proxy, statement, sql, called, values));
    }

    private @Nullable Object onStatement(
            Connection proxy, Statement statement, @Nullable String prepared, Method method, Object @Nullable [] values)
            throws Throwable {
        String name = method.getName();
        if (name.equals("getConnection")) {
            return proxy;
        }
        if (name.equals("cancel")) {
            stop();
            return null;
        }
        if (name.startsWith("set")
                && statement instanceof PreparedStatement parameters
                && values != null
                && values.length > 1
                && values[0] instanceof Integer position
                && values[1] instanceof Number number) {
            AccessNumbers.check(parameters, position, number);
        }
        boolean takesSql = first(values) instanceof String && !(name.startsWith("set") || name.equals("unwrap"));
        if (takesSql && values != null) {
            values[0] = AccessStatements.checked((String) values[0]);
        }
        if (!name.startsWith("execute")) {
            return call(statement, method, values);
        }
        String sql = takesSql && values != null ? (String) values[0] : prepared;
        return run(sql, () -> call(statement, method, values));
    }

    private @Nullable Object run(@Nullable String sql, Work work) throws Throwable {
        if (aborted) {
            throw new SQLException("the connection was aborted", "08003");
        }
        boolean defining = sql != null && AccessStatements.defines(sql); // half of that would be in the file
        try (AccessClock.Run run = clock.start(this::cancel, defining || unlimited)) {
            running = defining ? null : run;
            return work.run();
        } catch (SQLException error) {
            failed |= !driver.getAutoCommit() && (sql == null || !AccessStatements.reads(sql));
            reopen(error);
            throw error;
        } finally {
            running = null;
        }
    }

    /** A prepared statement that runs lets nobody in, not even to cancel it; another of the same connection is as good. */
    private void cancel() throws SQLException {
        try (Statement other =
                ((UcanaccessConnection) driver).getHSQLDBConnection().createStatement()) {
            other.cancel();
        }
    }

    private interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    private static @Nullable Object first(Object @Nullable [] arguments) {
        return arguments == null || arguments.length == 0 ? null : arguments[0];
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
