package dev.hawser;

import java.util.List;

/**
 * What a statement of unknown kind gave: rows, or a number of affected rows. Immutable.
 *
 * @param returnsRows whether it was one that returns rows, be they none
 * @param columns the column labels, in order; empty if it returned no rows
 * @param rows the first rows, as many as were asked for
 * @param truncated whether there were more rows
 * @param affectedRows how many rows it changed; 0 for a statement that counts none, such as DDL, and for one that returns rows
 */
public record StatementResult(
        boolean returnsRows, List<String> columns, List<Row> rows, boolean truncated, long affectedRows) {

    public StatementResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The rows of a statement that returns some. */
    public static StatementResult rows(List<String> columns, List<Row> rows, boolean truncated) {
        return new StatementResult(true, columns, rows, truncated, 0);
    }

    /** The count of a statement that returns no rows. */
    public static StatementResult affected(long rows) {
        return new StatementResult(false, List.of(), List.of(), false, rows);
    }
}
