package dev.hawser.engines;

import com.mongodb.client.MongoDatabase;
import dev.hawser.Consistency;
import dev.hawser.DocumentDatabase;
import dev.hawser.Position;
import dev.hawser.TransactionResult;
import org.jspecify.annotations.Nullable;

/**
 * A database of MongoDB's, through the one client of MongoDB's own driver that this process has for it. Thread-safe. Get it with {@code databases.document("shop",
 * MongodbDatabase.class)}.
 *
 * <p>What is called here fails with {@link dev.hawser.error.DatabaseException}. What is called on the driver's own objects fails with the driver's exceptions, and is counted
 * all the same. Writes wait for a majority of the set, so that an acknowledged one survives the loss of the primary; {@code properties.w} says otherwise.
 */
public interface MongodbDatabase extends DocumentDatabase {

    /** The driver's database, where reads are as fresh as {@code consistency} of the configuration asks. Does not block. It belongs to the manager: it ends with it. */
    MongoDatabase database();

    /**
     * The driver's database, where reads are so fresh.
     *
     * <ul>
     *   <li>{@code STRONG}: from the primary, what a majority has ({@code majority}), so nothing is seen that a fail-over could undo. A primary that was replaced and has not
     *       heard of it yet may answer for some seconds; who must exclude that reads {@code linearizable}, which the driver offers for single documents.
     *   <li>{@code bounded(lag)}: from a secondary that is not further behind, as far as the driver can tell, else from the primary. The driver knows lags from 90 s on; a
     *       smaller bound is served by the primary.
     *   <li>{@code EVENTUAL}: from whichever host is near, or with {@code reads: replicas-first} from a secondary if there is one.
     * </ul>
     *
     * @throws dev.hawser.error.DatabaseException for {@code after(position)}, which needs a session: {@link #read}
     */
    MongoDatabase database(Consistency consistency);

    /**
     * Runs {@code work} in one transaction: commits when it returns, ends it without effect when it throws. The driver runs it again when the server reports a transient error,
     * and repeats a commit that got no answer, both for two minutes at most; a repeated commit is recognised by the server, so nothing is done twice. What the work throws
     * reaches the caller unchanged, unless it is the driver's.
     *
     * @throws dev.hawser.error.OutcomeUnknownException if a commit got no answer until then
     */
    <T extends @Nullable Object, X extends Exception> TransactionResult<T> transaction(MongodbWork<T, X> work) throws X;

    /**
     * Runs reads in one causally consistent session, as fresh as {@code consistency} asks. With {@code after(position)} every host that is asked first waits until it has the
     * position, for {@code statement-timeout} at most.
     */
    <T extends @Nullable Object, X extends Exception> T read(Consistency consistency, MongodbWork<T, X> work) throws X;

    /** Where the last operation of a session, of either of the driver's interfaces, was in the history of the set. A server that is no member of one has none: then it is empty. */
    Position position(com.mongodb.session.ClientSession session);

    /**
     * The driver's reactive interface. It has a client of its own, which is opened by the first call, with {@code properties.reactivePoolSize} of the pool's connections.
     *
     * @throws dev.hawser.error.DatabaseException if no connections are set aside for it, or its driver is missing
     */
    MongodbReactive reactive();
}
