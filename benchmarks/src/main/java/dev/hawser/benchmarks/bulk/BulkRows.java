package dev.hawser.benchmarks.bulk;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** The rows that are inserted: a number, two texts, an amount and a time. */
final class BulkRows {

    static final String TABLE = "create table bulk_rows (id bigint primary key, name varchar(60) not null,"
            + " city varchar(40) not null, amount decimal(12,2) not null, at timestamp not null)";

    static final List<String> COLUMNS = List.of("id", "name", "city", "amount", "at");

    static final String INSERT = "insert into bulk_rows (id, name, city, amount, at) values (?, ?, ?, ?, ?)";

    private static final LocalDateTime BEGIN = LocalDateTime.of(2026, 1, 1, 0, 0);

    private BulkRows() {}

    /** They are there before the clock runs. */
    static List<List<Object>> of(int number) {
        List<List<Object>> rows = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            rows.add(List.of(
                    (long) i,
                    "Customer number " + i,
                    "City " + i % 100,
                    BigDecimal.valueOf(i * 37L % 1_000_000, 2),
                    BEGIN.plusSeconds(i)));
        }
        return rows;
    }

    /** By the setters of JDBC, as an application would. */
    static void bind(PreparedStatement statement, int from, List<Object> row) throws SQLException {
        statement.setLong(from, (Long) row.get(0));
        statement.setString(from + 1, (String) row.get(1));
        statement.setString(from + 2, (String) row.get(2));
        statement.setBigDecimal(from + 3, (BigDecimal) row.get(3));
        statement.setObject(from + 4, row.get(4));
    }
}
