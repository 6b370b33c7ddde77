package dev.hawser.spi;

import dev.hawser.Examination.State;
import org.jspecify.annotations.Nullable;

/**
 * What an engine found out in a {@link Diagnosis}. Immutable.
 *
 * @param step the step that it belongs to, such as {@code permissions} or {@code limits}
 * @param state how it went
 * @param said what was found
 * @param advice how to put it right, as a sentence without a full stop; null if there is nothing to do
 */
public record Finding(
        String step, State state, String said, @Nullable String advice) {

    /** As it should be. */
    public static Finding fine(String step, String said) {
        return new Finding(step, State.FINE, said, null);
    }

    /** It works, and should be otherwise. */
    public static Finding warning(String step, String said, String advice) {
        return new Finding(step, State.WARNING, said, advice);
    }

    /** It does not work, or will not when it is needed. */
    public static Finding wrong(String step, String said, String advice) {
        return new Finding(step, State.WRONG, said, advice);
    }
}
