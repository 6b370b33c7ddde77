package dev.hawser.backups;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One statement that keeps a server busy for long, on a thread of its own: an interrupt cancels it on the server. For one thread at a time. */
final class ServerWork implements AutoCloseable {

    private static final long TELL_EVERY = 250;
    private static final long CANCEL_EVERY = 100;

    private final HostConnection connection;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;

    private ServerWork(HostConnection connection, String sql) {
        this.connection = connection;
        this.thread = new Thread(() -> execute(sql), "hawser-backup-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs it, outside of a transaction. {@code meanwhile}: is run now and then until it ends. */
    static void run(HostConnection connection, String sql, Runnable meanwhile)
            throws SQLException, InterruptedException {
        try (ServerWork work = new ServerWork(connection, sql)) {
            work.await(meanwhile);
        }
    }

    /** Reads every result and every count: an error that comes behind one is thrown only when its turn comes. */
    private void execute(String sql) {
        try {
            connection.jdbc().setAutoCommit(true);
            try (Statement statement = connection.jdbc().createStatement()) {
                boolean rows = statement.execute(sql);
                while (rows || statement.getUpdateCount() != -1) {
                    if (rows) {
                        skip(statement.getResultSet());
                    }
                    rows = statement.getMoreResults();
                }
            }
            done.complete(null);
        } catch (SQLException | RuntimeException failed) {
            done.completeExceptionally(failed);
        }
    }

    private static void skip(ResultSet rows) throws SQLException {
        try (rows) {
            while (rows.next()) {
                // nothing of it is wanted but its end
            }
        }
    }

    private void await(Runnable meanwhile) throws SQLException, InterruptedException {
        while (true) {
            try {
                done.get(TELL_EVERY, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException stillAtIt) {
                meanwhile.run();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof SQLException problem) {
                    throw problem;
                }
                throw new IllegalStateException("the server's work failed", failed.getCause());
            }
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            if (!done.isDone()) {
                connection.cancel();
            }
            try {
                thread.join(CANCEL_EVERY);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
