package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.Row;
import dev.hawser.StatementResult;
import dev.hawser.config.DatabaseConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one statement, whatever it is. */
@Command(name = "query", description = "Run one statement, and print its rows or how many it changed.")
final class QueryCommand extends DatabaseCommand {

    @Parameters(paramLabel = "SQL", description = "The statement, with parameters as :name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String sql;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = {
                "A parameter; may be given several times. Whole and decimal numbers, true, false and null are taken as such,",
                "anything else as text, and so is what stands in double quotes: --param 'zip=\"33101\"'."
            })
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Print at most N rows. Default: ${DEFAULT-VALUE}.")
    private int limit;

    record RowsJson(List<Map<String, @Nullable Object>> rows, int rowCount, boolean truncated) {}

    record AffectedJson(long affectedRows) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw usageError("--limit must be at least 1");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        parameters.forEach((name, text) -> values.put(name, ParameterText.value(text)));
        DatabaseConfig target = target(load());
        StatementResult result;
        try (DatabaseManager databases = open(target)) {
            result = databases.sql(target.name()).execute(sql, values, limit);
        }
        print(result);
        return ExitCode.FINE;
    }

    private void print(StatementResult result) {
        Output output = output();
        if (!result.returnsRows()) {
            if (json()) {
                output.json(new AffectedJson(result.affectedRows()));
            } else {
                output.line(count(result.affectedRows()) + " affected");
            }
            return;
        }
        List<String> labels = distinct(result.columns());
        if (json()) {
            List<Map<String, @Nullable Object>> rows =
                    result.rows().stream().map(row -> json(labels, row)).toList();
            output.json(new RowsJson(rows, rows.size(), result.truncated()));
        } else {
            output.table(labels, result.rows().stream().map(QueryCommand::texts).toList());
            output.note(
                    "(" + count(result.rows().size()) + (result.truncated() ? ", and there are more: --limit)" : ")"));
        }
    }

    private static String count(long rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    /** A label that occurs again gets a number, so that no value is lost. */
    private static List<String> distinct(List<String> columns) {
        Set<String> used = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String column : columns) {
            String label = column;
            for (int number = 2; !used.add(label); number++) {
                label = column + "_" + number;
            }
            distinct.add(label);
        }
        return distinct;
    }

    private static Map<String, @Nullable Object> json(List<String> labels, Row row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            json.put(labels.get(i), ColumnValue.json(row.get(i)));
        }
        return json;
    }

    private static List<String> texts(Row row) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.columns().size(); i++) {
            texts.add(ColumnValue.text(row.get(i)));
        }
        return texts;
    }
}
