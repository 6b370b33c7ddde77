package dev.hawser.testkit;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.Engine;
import dev.hawser.spi.ErrorTable;
import java.util.List;

/**
 * An engine and a live server of it: what {@link EngineContract} must be told to put the engine to the test. What an engine does not have needs no hook: the
 * contract then tests that it is refused.
 */
public interface EngineUnderTest {

    /** Who may open a database of this engine. */
    enum Login {
        /** A user with a password. */
        USER_AND_PASSWORD,
        /** Whoever knows a password. */
        PASSWORD,
        /** Whoever can reach it. */
        ANYONE
    }

    /** The engine. */
    Engine engine();

    /** A database that is there, and that one may do anything with, under a name. The same database at each call. */
    DatabaseOptions options(String name);

    /** As above, under a name of the contract's. */
    default DatabaseOptions options() {
        return options("contract");
    }

    /** Whom the database of {@link #options()} lets in. */
    default Login login() {
        return engine().embedded() ? Login.ANYONE : Login.USER_AND_PASSWORD;
    }

    /** The most connections that a database may have. More are refused. */
    default int mostConnections() {
        return Integer.MAX_VALUE;
    }

    /** A database that is not there, and that opening does not make. Its name is not that of {@link #options()}. */
    default DatabaseOptions missingDatabase() {
        return options("missing").set("database", "contract_is_not_there");
    }

    /** A database that is not there until it is opened with {@code create-db}. Another one at each call. Needed with {@code CREATE_DATABASE}. */
    default DatabaseOptions newDatabase() {
        throw missing("newDatabase()", "CREATE_DATABASE");
    }

    /** A server that offers TLS. Needed with {@code SSL}. */
    default TlsServer tls() {
        throw missing("tls()", "SSL");
    }

    /** A primary and at least one replica of it that follows, in one database. Needed with {@code REPLICATION}. */
    default DatabaseOptions replicated() {
        throw missing("replicated()", "REPLICATION");
    }

    /** How each code of the engine's error table is provoked, and why some cannot be. */
    List<ErrorCase> errors();

    /** The code in the table that decided what an error means: by default its SQLSTATE, the class of that, or the vendor's code, whichever is listed first. */
    default String decidingCode(ErrorTable.Meaning meaning) {
        List<String> codes = List.copyOf(engine().errors().codes());
        String state = meaning.sqlState();
        String vendor = Integer.toString(meaning.vendorCode());
        if (state != null && codes.contains(state)) {
            return state;
        }
        if (codes.contains(vendor)) {
            return vendor;
        }
        return state != null && state.length() >= 2 && codes.contains(state.substring(0, 2))
                ? state.substring(0, 2)
                : state + "/" + vendor;
    }

    private static AssertionError missing(String hook, String capability) {
        return new AssertionError("the engine claims " + capability + ": override EngineUnderTest." + hook
                + " so that it can be tested, or do not claim it");
    }
}
