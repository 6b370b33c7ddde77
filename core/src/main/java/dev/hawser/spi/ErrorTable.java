package dev.hawser.spi;

import dev.hawser.error.ErrorCategory;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an engine's errors mean: a table of codes, never of message texts where a code exists. Thread-safe. */
@FunctionalInterface
public interface ErrorTable {

    /** What {@code error}, thrown by the driver, means. */
    Meaning meaning(Throwable error);

    /** What is worth repeating of an exception's message: all of it, unless a driver adds what is long or holds values. Null if it has none. */
    default @Nullable String message(Throwable error) {
        return error.getMessage();
    }

    /**
     * The codes that the table lists, as texts: SQLSTATEs, classes of them, or vendor codes. {@code EngineContract} compares them with those that a server was made to
     * answer with.
     */
    default Set<String> codes() {
        return Set.of();
    }

    /**
     * What an error means.
     *
     * @param sqlState the SQLSTATE, if there is one
     * @param vendorCode the vendor's code; 0 if there is none
     * @param advice what to do about it, as a sentence without a full stop; null if there is nothing to say
     */
    record Meaning(
            ErrorCategory category,
            @Nullable String sqlState,
            int vendorCode,
            @Nullable String advice) {}
}
