package dev.hawser.server.access;

import dev.hawser.spi.Ticker;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the log tell, once in a while and with their number, of requests that were refused for their tokens: somebody may be guessing. Thread-safe. */
public final class RefusalLog {

    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

    private final Damped damped = new Damped(Ticker.SYSTEM);

    /** Notes a refusal. */
    public void note(Refusal refusal, Context context) {
        if (refusal.status() != HttpStatus.UNAUTHORIZED.getCode()
                && refusal.status() != HttpStatus.FORBIDDEN.getCode()) {
            return;
        }
        long count = damped.happened();
        if (count > 0) {
            log.warn(
                    "requests refused with 401 or 403: {} since the last of these lines; the newest from {}: {} ({})",
                    count,
                    context.ip(),
                    refusal.status(),
                    refusal.error());
        }
    }
}
