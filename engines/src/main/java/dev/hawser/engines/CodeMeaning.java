package dev.hawser.engines;

import dev.hawser.error.ErrorCategory;
import org.jspecify.annotations.Nullable;

/**
 * What a code of an error table means.
 *
 * @param advice what to do; null if the driver's message says enough
 */
record CodeMeaning(ErrorCategory category, @Nullable String advice) {

    CodeMeaning(ErrorCategory category) {
        this(category, null);
    }
}
