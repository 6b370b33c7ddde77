package dev.hawser;

import java.time.Duration;
import java.util.List;

/**
 * What a query of {@link SqlDatabase#inspect} gave. Immutable.
 *
 * @param host which answered it
 * @param took from sending it to the last row that was read
 * @param columns the column labels, in order
 * @param rows the first rows, within the bounds that were given
 * @param truncated whether there were more rows
 */
public record Inspection(HostSpec host, Duration took, List<String> columns, List<Row> rows, boolean truncated) {

    public Inspection {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
