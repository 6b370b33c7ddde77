package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import java.time.Duration;

/** For how long a server may say nothing. One that is alive has ended a statement at {@code statement-timeout}; only a dead one is still silent a while later. */
final class ServerSilence {

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private ServerSilence() {}

    /** How much later than {@code statement-timeout} it is given up: half of that, between 2 s and 15 s. */
    static Duration margin(Duration statementTimeout) {
        Duration half = statementTimeout.dividedBy(2);
        return half.compareTo(SHORTEST) < 0 ? SHORTEST : half.compareTo(LONGEST) > 0 ? LONGEST : half;
    }

    /** Zero, for ever, if statements have no time limit. */
    static Duration longest(DatabaseConfig config) {
        Duration statement = config.statementTimeout();
        return statement.isZero() ? Duration.ZERO : statement.plus(margin(statement));
    }
}
