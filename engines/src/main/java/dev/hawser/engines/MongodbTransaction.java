package dev.hawser.engines;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import dev.hawser.Position;
import dev.hawser.TransactionResult;
import dev.hawser.spi.ClientObserver;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction with the driver's own repetitions, which needs to see the driver's exceptions as they are: <a
 * href="https://www.mongodb.com/docs/manual/core/transactions-in-applications/">transactions in applications</a>. It reads a snapshot. For one thread.
 */
final class MongodbTransaction<T extends @Nullable Object, X extends Exception> {

    private static final TransactionOptions OPTIONS = TransactionOptions.builder()
            .readPreference(ReadPreference.primary())
            .readConcern(ReadConcern.SNAPSHOT)
            .build();

    private final ClientSession session;
    private final MongoDatabase database;
    private final MongodbWork<T, X> work;
    private final ClientObserver observer;
    private int attempts;
    private @Nullable Exception thrown;

    MongodbTransaction(ClientSession session, MongoDatabase database, MongodbWork<T, X> work, ClientObserver observer) {
        this.session = session;
        this.database = database;
        this.work = work;
        this.observer = observer;
    }

    /** Carries what the work threw through the driver. */
    private static final class Checked extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Exception checked;

        Checked(Exception checked) {
            super(checked);
            this.checked = checked;
        }
    }

    TransactionResult<T> run(Supplier<Position> position) throws X {
        long startedAt = System.nanoTime();
        try {
            T value = session.withTransaction(this::attempt, OPTIONS);
            return new TransactionResult<>(value, position.get(), attempts);
        } catch (Checked carried) {
            throw ofTheWork(carried.checked);
        } catch (MongoException error) {
            throw meaning(error, Duration.ofNanos(System.nanoTime() - startedAt));
        }
    }

    private T attempt() {
        if (++attempts > 1) {
            observer.retrying(attempts - 1, thrown);
            thrown = null;
        }
        try {
            return work.run(session, database);
        } catch (RuntimeException unchanged) {
            thrown = unchanged;
            throw unchanged;
        } catch (Exception checked) {
            throw new Checked(checked);
        }
    }

    private RuntimeException meaning(MongoException error, Duration took) {
        boolean inDoubt =
                error != thrown && error.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL);
        return inDoubt
                ? observer.outcomeUnknown("committing a transaction", took, error)
                : observer.meaning(MongodbHosts.host(error), "a transaction", took, error);
    }

    /** Work throws nothing else. */
    @SuppressWarnings("unchecked")
    private X ofTheWork(Exception checked) {
        return (X) checked;
    }
}
