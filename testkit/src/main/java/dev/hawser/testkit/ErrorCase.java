package dev.hawser.testkit;

import dev.hawser.error.ErrorCategory;

/** One code of an engine's error table, and how a live server is made to answer with it. */
public sealed interface ErrorCase {

    /** The code, as {@link dev.hawser.spi.ErrorTable#codes()} lists it. */
    String code();

    /** Does what must fail with the code. Whatever it opens in the laboratory is closed afterwards. */
    @FunctionalInterface
    interface Way {
        void fail(ErrorLab lab) throws Exception;
    }

    /** A code that a server can be made to answer with. */
    static ErrorCase provoked(String code, ErrorCategory category, Way way) {
        return new Provoked(code, category, way);
    }

    /** A code that no test can make the server answer with. */
    static ErrorCase unprovoked(String code, String reason) {
        return new Unprovoked(code, reason);
    }

    /**
     * See {@link #provoked}.
     *
     * @param category what it must mean
     * @param way how it comes about
     */
    record Provoked(String code, ErrorCategory category, Way way) implements ErrorCase {}

    /**
     * See {@link #unprovoked}.
     *
     * @param reason why not
     */
    record Unprovoked(String code, String reason) implements ErrorCase {}
}
