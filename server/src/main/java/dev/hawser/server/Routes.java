package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.error.DatabaseException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
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

    static void add(RoutesConfig routes, DatabaseManager databases, Live live, Gate gate) {
        routes.before(LocalGuard::check);
        addProbes(routes, new Probes(databases), gate);
        read(routes, OpenApi.RESOURCE, new OpenApi()::get);
        addDatabases(routes, new DatabasesApi(databases, gate), gate);
        addOperations(routes, new OperationsApi(databases, live.journal()), gate);
        addQueries(routes, new TestApi(databases), gate);
        addLive(routes, new LiveApi(databases, live));
        Dashboard.add(routes);
        routes.exception(DatabaseException.class, (error, context) -> answer(context, Problem.of(error)));
        routes.exception(HttpResponseException.class, Routes::refused);
        routes.exception(Exception.class, Routes::unexpected);
    }

    private static void addProbes(RoutesConfig routes, Probes probes, Gate gate) {
        read(routes, "/health/live", probes::live);
        read(routes, "/health/ready", gate.through(probes::ready));
    }

    /** Where the default database is, and where one is that the path names. */
    private static final List<String> BASES =
            List.of("/api/database", "/api/databases/{" + RequestedDatabase.NAME + "}");

    private static void addDatabases(RoutesConfig routes, DatabasesApi api, Gate gate) {
        read(routes, "/api/databases", api::list);
        for (String base : BASES) {
            read(routes, base + "/health", api::health);
            read(routes, base + "/info", api::info);
            read(routes, base + "/status", gate.through(api::status));
            read(routes, base + "/metrics", api::metrics);
            read(routes, base + "/pool", api::pool);
        }
    }

    private static void addOperations(RoutesConfig routes, OperationsApi api, Gate gate) {
        for (String base : BASES) {
            routes.post(base + "/reconnect", gate.through(api::reconnect));
            routes.post(base + "/pause", gate.through(api::pause));
            routes.post(base + "/resume", api::resume);
            routes.post(base + "/flush", gate.through(api::flush));
        }
    }

    private static void addQueries(RoutesConfig routes, TestApi api, Gate gate) {
        for (String base : BASES) {
            routes.post(base + "/test", gate.through(api::test));
        }
    }

    private static void addLive(RoutesConfig routes, LiveApi api) {
        for (String base : BASES) {
            read(routes, base + "/queries", api::queries);
            read(routes, base + "/topology", api::topology);
            read(routes, base + "/history", api::history);
            read(routes, base + "/events", api::events);
        }
        read(routes, "/api/events", context -> api.stream(context, null));
    }

    /** HEAD gives what GET gives, without the body: a probe may use either. */
    private static void read(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
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
