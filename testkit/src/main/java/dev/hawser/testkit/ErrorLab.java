package dev.hawser.testkit;

import dev.hawser.DatabaseManager;
import dev.hawser.DocumentDatabase;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where an {@link ErrorCase} is provoked: databases, sessions, another thread, and what else must be closed afterwards. For one thread at a time. */
public final class ErrorLab implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineUnderTest subject;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    ErrorLab(EngineUnderTest subject) {
        this.subject = subject;
    }

    /** Opens a database, or fails with the reason why it cannot be opened. */
    public DatabaseManager open(DatabaseOptions options) {
        return keep(Contracts.open(subject, options));
    }

    /** Opens a database, or fails with the reason why it cannot be opened. */
    public SqlDatabase sql(DatabaseOptions options) {
        return open(options).sql(options.name());
    }

    /** Opens a database of documents, or fails with the reason why it cannot be opened. */
    public <T extends DocumentDatabase> T document(DatabaseOptions options, Class<T> type) {
        return open(options).document(options.name(), type);
    }

    /** The database of {@link EngineUnderTest#options()}. */
    public SqlDatabase sql() {
        return sql(subject.options());
    }

    /** A session of a database of its own, so that nothing else uses its pool. */
    public Session session() {
        return keep(sql().session());
    }

    /** Closes it with the laboratory, last opened first. */
    public <C extends AutoCloseable> C keep(C resource) {
        opened.push(resource);
        return resource;
    }

    /** Does it on another thread. */
    public <T> FutureTask<T> meanwhile(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "contract-meanwhile");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** The outcome of {@link #meanwhile}; what it threw is thrown here. */
    public <T> T outcome(FutureTask<T> task) throws Exception {
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError("failed on the other thread", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError("what runs on the other thread did not end within " + PATIENCE, stuck);
        }
    }

    /** Asks until it is so. */
    public void await(String what, Callable<Boolean> condition) throws Exception {
        Polling.Condition<Exception> holds = condition::call;
        if (!Polling.until(PATIENCE, holds)) {
            throw new AssertionError("waited in vain until " + what);
        }
    }

    @Override
    public void close() throws IOException {
        IOException trouble = new IOException("the laboratory could not be tidied up");
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                trouble.addSuppressed(failed);
            }
        }
        if (trouble.getSuppressed().length > 0) {
            throw trouble;
        }
    }
}
