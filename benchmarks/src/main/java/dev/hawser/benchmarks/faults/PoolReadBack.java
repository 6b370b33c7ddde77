package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.pool.DataSourcePool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes through one pool and reads through another, which has nothing to tell the reader what it must see. */
record PoolReadBack(DataSourcePool writers, DataSourcePool readers) implements ReadBackClient<Long> {

    @Override
    public Long write(long id) throws SQLException {
        try (Connection connection = writers.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(WRITE + id + ")");
            return id;
        }
    }

    @Override
    public Seen read(long id, Long written) throws SQLException {
        try (Connection connection = readers.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(READ + id + AS_THERE)) {
            rows.next();
            return new Seen(rows.getBoolean("there"), rows.getBoolean("standby"));
        }
    }

    @Override
    public void close() throws Exception {
        writers.close();
        readers.close();
    }
}
