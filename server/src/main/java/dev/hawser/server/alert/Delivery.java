package dev.hawser.server.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to deliver. */
sealed interface Delivery {

    /** It was accepted. */
    record Accepted() implements Delivery {}

    /**
     * It may be accepted later.
     *
     * @param reason such as {@code it answered 503}
     * @param after when the receiver wants to see it again; null if it did not say
     */
    record Later(String reason, @Nullable Duration after) implements Delivery {}

    /** It will never be accepted as it is. */
    record Refused(String reason) implements Delivery {}
}
