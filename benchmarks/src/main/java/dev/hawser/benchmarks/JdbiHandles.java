package dev.hawser.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Jdbi, with the record's mapper registered once. */
record JdbiHandles(Jdbi jdbi, Mapping mapping) implements Helpers {

    JdbiHandles {
        jdbi.registerRowMapper(ConstructorMapper.factory(Restaurant.class));
    }

    @Override
    public List<Restaurant> find(String city, double rating, long limit) {
        try (Handle handle = jdbi.open()) {
            Query query = handle.createQuery(FIND)
                    .bind("city", city)
                    .bind("rating", rating)
                    .bind("limit", limit);
            return mapping == Mapping.RECORD
                    ? query.mapTo(Restaurant.class).list()
                    : query.map(JdbiHandles::restaurant).list();
        }
    }

    private static Restaurant restaurant(ResultSet rows, StatementContext context) throws SQLException {
        return new Restaurant(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getDouble(4));
    }

    @Override
    public long rename(String name, double rating, long id) {
        try (Handle handle = jdbi.open()) {
            return handle.createUpdate(RENAME)
                    .bind("name", name)
                    .bind("rating", rating)
                    .bind("id", id)
                    .execute();
        }
    }
}
