package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.spi.jdbc.RecordingDriver;
import dev.hawser.spi.jdbc.RecordingDriver.Call;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of JDBC reaches the driver as it was called, and none of them after close. */
class DelegationTest {

    private static final Set<String> OWN =
            Set.of("close", "isClosed", "abort", "getConnection", "getStatement", "unwrap", "isWrapperFor");

    private final RecordingDriver driver = new RecordingDriver();

    interface Opener {
        Object open(Connection connection) throws SQLException;
    }

    static Stream<Arguments> facades() {
        return Stream.of(
                facade(Connection.class, connection -> connection),
                facade(Statement.class, Connection::createStatement),
                facade(PreparedStatement.class, connection -> connection.prepareStatement("select ?")),
                facade(CallableStatement.class, connection -> connection.prepareCall("{call f(?)}")),
                facade(DatabaseMetaData.class, Connection::getMetaData),
                facade(
                        ResultSet.class,
                        connection -> connection.createStatement().executeQuery("select 1")));
    }

    private static Arguments facade(Class<?> type, Opener opener) {
        return Arguments.of(type, opener);
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !OWN.contains(method.getName()))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facades")
    void everyMethod_called_reachesTheDriverWithItsArguments(Class<?> type, Opener opener) throws Throwable {
        for (Method method : methods(type)) {
            Connection connection =
                    RecordingDoor.to(driver.answer("AutoCommit", false)).connect();
            Object facade = opener.open(connection);
            Object[] arguments = arguments(method);
            driver.calls().clear();

            call(method, facade, arguments);

            assertThat(driver.calls()).as("%s", method).contains(new Call(method.getName(), Arrays.asList(arguments)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facades")
    void everyMethod_driverFails_letsItsExceptionThrough(Class<?> type, Opener opener) throws Throwable {
        for (Method method : methods(type)) {
            if (!canFail(method)) {
                continue;
            }
            Connection connection = RecordingDoor.to(driver).connect();
            Object facade = opener.open(connection);
            SQLException failure = new SQLClientInfoException();
            driver.fail(method.getName(), failure);

            Throwable thrown = catchThrowable(() -> call(method, facade, arguments(method)));

            assertThat((Object) thrown).as("%s", method).isSameAs(failure);
            driver.fail(method.getName(), null);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facades")
    void everyMethod_connectionClosed_neverReachesTheDriver(Class<?> type, Opener opener) throws Throwable {
        for (Method method : methods(type)) {
            if (type == ResultSet.class || method.getName().equals("isValid") || !canFail(method)) {
                continue; // rows are closed by the driver together with their statement; isValid() has an answer
            }
            Connection connection =
                    RecordingDoor.to(driver.answer("AutoCommit", true)).connect();
            Object facade = opener.open(connection);
            connection.close();
            driver.calls().clear();

            SQLException error =
                    catchThrowableOfType(SQLException.class, () -> call(method, facade, arguments(method)));

            assertThat((Object) error).as("%s", method).isNotNull();
            assertThat(error.getMessage()).contains("connection is closed");
            assertThat(error.getSQLState()).isEqualTo("08003");
            assertThat(driver.calls()).as("%s", method).isEmpty();
        }
    }

    private static boolean canFail(Method method) {
        return method.getExceptionTypes().length > 0;
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    // Each different from the one before it, so that two of a kind cannot be swapped unseen.
    private static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = sample(types[i], i + 1);
        }
        return arguments;
    }

    private static Object sample(Class<?> type, int number) {
        return switch (type.getName()) {
            case "int" -> number;
            case "long" -> (long) number;
            case "short" -> (short) number;
            case "byte" -> (byte) number;
            case "float" -> (float) number;
            case "double" -> (double) number;
            case "boolean" -> number % 2 == 1;
            case "java.lang.String", "java.lang.Object" -> "text " + number;
            case "java.lang.Class" -> String.class;
            case "java.util.Map" -> Map.of("number", String.class);
            default -> null;
        };
    }
}
