package dev.hawser.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** By hand: the yardstick. */
record PlainJdbc(DataSource dataSource) implements Helpers {

    @Override
    public List<Restaurant> find(String city, double rating, long limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND_POSITIONAL)) {
            statement.setString(1, city);
            statement.setDouble(2, rating);
            statement.setLong(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<Restaurant> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Restaurant(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getDouble(4)));
                }
                return found;
            }
        }
    }

    @Override
    public long rename(String name, double rating, long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(RENAME_POSITIONAL)) {
            statement.setString(1, name);
            statement.setDouble(2, rating);
            statement.setLong(3, id);
            return statement.executeUpdate();
        }
    }
}
