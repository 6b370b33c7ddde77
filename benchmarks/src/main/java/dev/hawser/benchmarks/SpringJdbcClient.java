package dev.hawser.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Spring's {@code JdbcClient}. */
record SpringJdbcClient(JdbcClient client, Mapping mapping) implements Helpers {

    @Override
    public List<Restaurant> find(String city, double rating, long limit) {
        JdbcClient.StatementSpec statement =
                client.sql(FIND).param("city", city).param("rating", rating).param("limit", limit);
        return mapping == Mapping.RECORD
                ? statement.query(Restaurant.class).list()
                : statement.query(SpringJdbcClient::restaurant).list();
    }

    private static Restaurant restaurant(ResultSet rows, int number) throws SQLException {
        return new Restaurant(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getDouble(4));
    }

    @Override
    public long rename(String name, double rating, long id) {
        return client.sql(RENAME)
                .param("name", name)
                .param("rating", rating)
                .param("id", id)
                .update();
    }
}
