package dev.hawser.benchmarks.faults;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.pool.DataSourcePool;
import dev.hawser.testkit.Transfer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tries a transfer again a moment after any error, as applications do that have only a pool. */
final class RetryingClient implements FaultClient {

    /** How long it goes on trying. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DataSourcePool pool;
    private final SeenErrors errors = new SeenErrors();

    RetryingClient(DataSourcePool pool) {
        this.pool = pool;
    }

    @Override
    public void run(Transfer transfer) throws SQLException, InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (true) {
            try {
                once(transfer);
                return;
            } catch (SQLException error) {
                errors.add(error);
                if (deadline.expired()) {
                    throw error;
                }
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private void once(Transfer transfer) throws SQLException {
        try (Connection connection = pool.source().getConnection()) {
            connection.setAutoCommit(false);
            try {
                transfer.apply(connection);
                connection.commit();
            } catch (SQLException failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    private static void rollBack(Connection connection, SQLException failed) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            failed.addSuppressed(broken);
        }
    }

    @Override
    public SeenErrors errors() {
        return errors;
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}
