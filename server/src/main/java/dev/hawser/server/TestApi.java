package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.Inspection;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import io.javalin.http.Context;
import java.time.Duration;

/** Queries that somebody sends to see whether and how a database answers. Thread-safe. */
final class TestApi {

    private static final int TIMEOUT_SECONDS = 10;
    private static final int LONGEST_TIMEOUT_SECONDS = 60;
    private static final double SHORTEST_TIMEOUT_SECONDS = 0.1;
    private static final int LIMIT = 10;
    private static final int HIGHEST_LIMIT = 1_000;

    /** Of the values in memory; as JSON they take up to three times as much. */
    private static final long MAX_RESULT_BYTES = 1024 * 1024;

    private final DatabaseManager databases;

    TestApi(DatabaseManager databases) {
        this.databases = databases;
    }

    /** Reads only, and for so long and so much only as the request says within fixed bounds. */
    void test(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        JsonBody body = JsonBody.of(context, "query", "timeout", "limit");
        String query = body.text("query");
        Duration timeout = Duration.ofMillis((long)
                (1000 * body.number("timeout", SHORTEST_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS, TIMEOUT_SECONDS)));
        int limit = body.integer("limit", 1, HIGHEST_LIMIT, LIMIT);
        try {
            context.json(Reply.of(TestJson.of(run(database, query, timeout, limit), limit), "Test query completed"));
        } catch (DatabaseException failed) {
            Problem problem = Problem.ofQuery(failed);
            context.status(problem.status()).json(problem.body());
        }
    }

    private static Inspection run(Database database, String query, Duration timeout, int limit) {
        if (!(database instanceof SqlDatabase sql)) {
            throw refused(database.name() + ": a database of " + database.engine()
                    + " speaks no SQL, and test queries are SQL; look at its health instead");
        }
        Inspection result =
                sql.withDeadline(Deadline.in(timeout)).withLabel("test query").inspect(query, limit, MAX_RESULT_BYTES);
        if (result.truncated() && result.rows().isEmpty()) {
            throw refused(database.name() + ": the first row takes more than " + MAX_RESULT_BYTES
                    + " bytes; select fewer columns, or parts of them");
        }
        return result;
    }

    private static DatabaseException refused(String message) {
        return new DatabaseException(ErrorCategory.REFUSED, message);
    }
}
