package dev.hawser.testkit;

import dev.hawser.spi.jdbc.JdbcEngine;
import java.time.temporal.ChronoUnit;

/** An engine that speaks SQL, and a live server of it: what {@link SqlEngineContract} must be told beside what every engine's contract must be. */
public interface SqlEngineUnderTest extends EngineUnderTest {

    @Override
    JdbcEngine engine();

    /** What a kind of column is called in {@code create table}. */
    default String type(ColumnType type) {
        return type.standard();
    }

    /** A query that runs for a minute at least, holds no lock, gives one row, and fails when it is stopped: some functions that sleep return instead. */
    String slowQuery();

    /** A statement that writes to {@code contract_accounts} (columns {@code id}, {@code balance}) and runs for a minute at least; it fails when it is stopped. */
    default String slowWrite() {
        return "update contract_accounts set balance = (" + slowQuery() + ")";
    }

    /** How a parameter that has a kind of column is written in a statement: {@code :name}, or with a cast. */
    default String parameter(ColumnType type, String name) {
        return ":" + name;
    }

    /** The smallest unit of time that columns keep. */
    default ChronoUnit timePrecision() {
        return ChronoUnit.MICROS;
    }

    /** Whether a reader waits for a writer of the same rows. The contract then accepts that it waits in vain, and never that it sees what is not committed. */
    default boolean readersWaitForWriters() {
        return false;
    }

    /** How the messages of the server's protocol are read, without encryption. Needed with {@code OUTCOME_BY_MARKER}. */
    default WireProtocol protocol() {
        throw new AssertionError(
                "the engine claims OUTCOME_BY_MARKER: override SqlEngineUnderTest.protocol(), so that a"
                        + " connection can be cut at a commit");
    }

    /** An extension that can be created. Needed with {@code EXTENSIONS}. */
    default String extension() {
        throw new AssertionError("the engine claims EXTENSIONS: override SqlEngineUnderTest.extension()");
    }

    /** A query whose one row and column is 1 if {@link #extension()} is installed. Needed with {@code EXTENSIONS}. */
    default String extensionQuery() {
        throw new AssertionError("the engine claims EXTENSIONS: override SqlEngineUnderTest.extensionQuery()");
    }
}
