package dev.hawser.internal.session;

import dev.hawser.Position;
import dev.hawser.TransactionResult;
import dev.hawser.TransactionWork;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.retry.RetryPolicy;
import dev.hawser.internal.topology.Access;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a transaction. The caller's block runs again in one case only: the server says that it rolled the transaction back because of a conflict, and the
 * error that says so is the one that came out of the block or of the commit. Thread-safe.
 */
final class TransactionRunner {

    private final JdbcGateway gateway;

    TransactionRunner(JdbcGateway gateway) {
        this.gateway = gateway;
    }

    <T extends @Nullable Object, X extends Exception> TransactionResult<T> write(
            TransactionWork<T, X> work, Scope scope) throws X {
        int[] attempts = {0};
        RetryPolicy retry = gateway.database().retry();
        T value = unchecked(() -> retry.call(scope.deadline(), RetryPolicy::rolledBack, () -> {
            attempts[0]++;
            return once(work, new LeasedSession(gateway, Access.WRITE, false, scope));
        }));
        return new TransactionResult<>(value, Position.current(gateway.name()), attempts[0]);
    }

    <T extends @Nullable Object, X extends Exception> T read(TransactionWork<T, X> work, Access access, Scope scope)
            throws X {
        return this.<T, X>unchecked(() -> once(work, new LeasedSession(gateway, access, true, scope)));
    }

    private static <T extends @Nullable Object, X extends Exception> T once(
            TransactionWork<T, X> work, LeasedSession session) throws X {
        T value;
        try {
            value = work.run(session.led());
            session.commitNow();
        } catch (Throwable thrown) {
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
