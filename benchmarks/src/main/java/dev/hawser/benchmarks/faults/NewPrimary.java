package dev.hawser.benchmarks.faults;

import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Notes the moment at which one of the standbys has taken a write: its own, which it tries as soon as the standby is none any more. Thread-safe. */
final class NewPrimary implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final CompletableFuture<Instant> accepted = new CompletableFuture<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private NewPrimary() {}

    /** Begins to look. {@code clock} tells the moment, and {@code then} is done at it. */
    static NewPrimary watch(Servers servers, Supplier<Instant> clock, Runnable then) throws SQLException {
        NewPrimary watch = new NewPrimary();
        for (ClusterNode<PostgresServer> standby : servers.cluster().standbys()) {
            Connection connection = servers.connect(standby);
            Thread thread = new Thread(() -> watch.look(connection, clock, then), "watch-" + standby.name());
            thread.setDaemon(true);
            watch.threads.add(thread);
        }
        watch.threads.forEach(Thread::start);
        return watch;
    }

    private void look(Connection connection, Supplier<Instant> clock, Runnable then) {
        try (connection;
                Statement statement = connection.createStatement()) {
            while (!closed && !accepted.isDone()) {
                if (isPrimary(statement)) {
                    statement.execute("insert into first_writes values (now())");
                    Instant moment = clock.get();
                    then.run();
                    accepted.complete(moment);
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (SQLException failed) {
            if (!closed) {
                accepted.completeExceptionally(failed);
            }
        }
    }

    private static boolean isPrimary(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select not pg_is_in_recovery()")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Waits for the moment. */
    Instant await(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return accepted.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed = true;
    }
}
