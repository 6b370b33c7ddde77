package dev.hawser.engines;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import dev.hawser.Consistency;
import dev.hawser.Position;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ReadHosts;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where reads go, and what they may see. Immutable.
 *
 * @param after where a session begins; null for anywhere
 */
record MongodbReads(
        ReadPreference preference,
        ReadConcern concern,
        @Nullable MongodbPosition after) {

    /** Less than this is not known of a secondary: <a href="https://www.mongodb.com/docs/manual/core/read-preference-staleness/">maxStalenessSeconds</a>. */
    private static final Duration SMALLEST_LAG = Duration.ofSeconds(90);

    private static final MongodbReads STRONG = new MongodbReads(ReadPreference.primary(), ReadConcern.MAJORITY, null);

    static MongodbReads of(Consistency consistency, DatabaseConfig config) {
        if (consistency instanceof Consistency.Eventual) {
            return new MongodbReads(anywhere(config), ReadConcern.LOCAL, null);
        }
        if (consistency instanceof Consistency.Bounded bounded) {
            return bounded.lag().compareTo(SMALLEST_LAG) < 0 ? STRONG : within(bounded.lag());
        }
        if (consistency instanceof Consistency.After after) {
            return after(after.position(), config);
        }
        return STRONG;
    }

    /** As above, where no session can carry a position. */
    static MongodbReads withoutSession(Consistency consistency, DatabaseConfig config) {
        if (consistency instanceof Consistency.After after) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config.name() + ": cannot read after " + after.position() + " without a session",
                    config.name(),
                    null,
                    null,
                    0,
                    "Call read(Consistency.after(position), work), or reactive().session(…)",
                    null);
        }
        return of(consistency, config);
    }

    private static ReadPreference anywhere(DatabaseConfig config) {
        return config.reads().hosts() == ReadHosts.ALL ? ReadPreference.nearest() : ReadPreference.secondaryPreferred();
    }

    private static MongodbReads within(Duration lag) {
        return new MongodbReads(
                ReadPreference.secondaryPreferred(lag.toSeconds(), TimeUnit.SECONDS), ReadConcern.MAJORITY, null);
    }

    private static MongodbReads after(Position position, DatabaseConfig config) {
        if (!position.database().equals(config.name())) {
            throw refused(config, position, "it is a position of another database");
        }
        if (position.token().isEmpty()) { // of a server without replicas, which has everything
            return STRONG;
        }
        try {
            return new MongodbReads(anywhere(config), ReadConcern.MAJORITY, MongodbPosition.parse(position.token()));
        } catch (IllegalArgumentException malformed) {
            throw refused(config, position, String.valueOf(malformed.getMessage()));
        }
    }

    private static DatabaseException refused(DatabaseConfig config, Position position, String why) {
        return new DatabaseException(
                ErrorCategory.REFUSED, config.name() + ": cannot read after " + position + ": " + why);
    }
}
