package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.error.DatabaseException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path leads where, and what becomes of exceptions. */
final class Routes {

    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private Routes() {}

    static void add(RoutesConfig routes, DatabaseManager databases, Gate gate) {
        routes.before(LocalGuard::check);
        addProbes(routes, new Probes(databases), gate);
        addDatabases(routes, new DatabasesApi(databases), gate);
        routes.exception(DatabaseException.class, (error, context) -> answer(context, Problem.of(error)));
        routes.exception(HttpResponseException.class, Routes::refused);
        routes.exception(Exception.class, Routes::unexpected);
    }

    private static void addProbes(RoutesConfig routes, Probes probes, Gate gate) {
        routes.get("/health/live", probes::live);
        routes.get("/health/ready", gate.through(probes::ready));
    }

    private static void addDatabases(RoutesConfig routes, DatabasesApi api, Gate gate) {
        routes.get("/api/databases", api::list);
        for (String base : List.of("/api/database", "/api/databases/{" + DatabasesApi.NAME + "}")) {
            routes.get(base + "/health", gate.through(api::health));
            routes.get(base + "/info", api::info);
            routes.get(base + "/status", gate.through(api::status));
            routes.get(base + "/metrics", api::metrics);
            routes.post(base + "/reconnect", gate.through(api::reconnect));
        }
    }

    private static void refused(HttpResponseException refusal, Context context) {
        HttpStatus status = HttpStatus.forStatus(refusal.getStatus());
        String methods = refusal.getDetails().get("availableMethods");
        if (status == HttpStatus.METHOD_NOT_ALLOWED && methods != null) {
            context.header(Header.ALLOW, methods);
        }
        answer(context, Problem.of(status, String.valueOf(refusal.getMessage())));
    }

    /** A mistake of ours: the log has it, and the caller is not bothered with its insides. */
    private static void unexpected(Exception error, Context context) {
        log.atError()
                .setMessage("a request failed unexpectedly")
                .addKeyValue("method", context.method())
                .addKeyValue("path", context.path())
                .setCause(error)
                .log();
        answer(
                context,
                Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "an unexpected error; the server's log has the details"));
    }

    private static void answer(Context context, Problem problem) {
        context.status(problem.status()).json(problem.body());
    }
}
