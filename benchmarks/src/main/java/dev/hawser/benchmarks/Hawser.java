package dev.hawser.benchmarks;

import dev.hawser.Row;
import dev.hawser.SqlDatabase;
import java.util.List;
import java.util.Map;

/** Hawser's helpers; rows become records by themselves, or through a lambda. */
record Hawser(SqlDatabase database, Mapping mapping) implements Helpers {

    @Override
    public List<Restaurant> find(String city, double rating, long limit) {
        Map<String, Object> parameters = Map.of("city", city, "rating", rating, "limit", limit);
        return mapping == Mapping.RECORD
                ? database.query(FIND, parameters, Restaurant.class)
                : database.query(FIND, parameters, Hawser::restaurant);
    }

    @SuppressWarnings("NullAway") // the columns are declared not null
    private static Restaurant restaurant(Row row) {
        return new Restaurant(row.getLong(0), row.getString(1), row.getString(2), row.getDouble(3));
    }

    @Override
    public long rename(String name, double rating, long id) {
        return database.update(RENAME, Map.of("name", name, "rating", rating, "id", id));
    }
}
