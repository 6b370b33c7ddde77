package dev.hawser.internal.session;

import dev.hawser.Position;
import dev.hawser.TransactionResult;
import dev.hawser.TransactionWork;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.jdbc.RolledBackException;
import dev.hawser.internal.retry.RetryPolicy;
import dev.hawser.internal.topology.Access;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a transaction. The caller's block runs again only when it is proven that nothing of it was done: the server says that it rolled the transaction back because
 * of a conflict; the connection broke, or the host turned out not to be the primary, before the COMMIT was sent; or the COMMIT got no answer and the outcome was found to be
 * a roll-back. And only when that error is what came out of the block or of the commit. Thread-safe.
 */
final class TransactionRunner {

    private final JdbcGateway gateway;

    TransactionRunner(JdbcGateway gateway) {
        this.gateway = gateway;
    }

    /** What one call's attempts have in common. For one thread. */
    private static final class Attempts {
        int made;
        Position position = Position.current("");
        /** The error that ended the last one, if that left nothing done. */
        @Nullable
        Throwable harmless;

        boolean mayRunAgain(DatabaseException error) {
            return error == harmless || error instanceof RolledBackException || RetryPolicy.rolledBack(error);
        }
    }

    <T extends @Nullable Object, X extends Exception> TransactionResult<T> write(
            TransactionWork<T, X> work, Scope scope) throws X {
        Attempts attempts = new Attempts();
        T value = repeated(work, attempts, scope, () -> new LeasedSession(gateway, Access.WRITE, false, scope));
        return new TransactionResult<>(value, attempts.position, attempts.made);
    }

    <T extends @Nullable Object, X extends Exception> T read(TransactionWork<T, X> work, Access access, Scope scope)
            throws X {
        return repeated(work, new Attempts(), scope, () -> new LeasedSession(gateway, access, true, scope));
    }

    private <T extends @Nullable Object, X extends Exception> T repeated(
            TransactionWork<T, X> work, Attempts attempts, Scope scope, Supplier<LeasedSession> sessions) throws X {
        RetryPolicy retry = gateway.database().retry();
        return this.<T, X>unchecked(() -> retry.callElsewhere(scope.deadline(), attempts::mayRunAgain, () -> {
            attempts.made++;
            return once(work, sessions.get(), attempts);
        }));
    }

    private static <T extends @Nullable Object, X extends Exception> T once(
            TransactionWork<T, X> work, LeasedSession session, Attempts attempts) throws X {
        T value;
        try {
            value = work.run(session.led());
            attempts.position = session.commitNow();
        } catch (Throwable thrown) {
            attempts.harmless = session.lostBeforeCommit();
            end(session, thrown);
            throw thrown;
        }
        end(session, null);
        return value;
    }

    /** Rolls back if need be and gives the connection back. Trouble in doing so goes under what was thrown. */
    private static void end(LeasedSession session, @Nullable Throwable thrown) {
        try {
            session.closeNow();
        } catch (DatabaseException trouble) {
            if (thrown == null) {
                throw trouble;
            }
            thrown.addSuppressed(trouble);
        }
    }

    private interface Attempt<T extends @Nullable Object> {
        T run() throws Exception;
    }

    /** The retry loop declares {@code Exception}, but only what the work declares can come out of it. */
    @SuppressWarnings("unchecked")
    private <T extends @Nullable Object, X extends Exception> T unchecked(Attempt<T> attempt) throws X {
        try {
            return attempt.run();
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception declared) {
            throw (X) declared;
        }
    }
}
