package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.Profile;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.access.Principal;
import dev.hawser.server.access.Refusal;
import dev.hawser.server.access.RefusalLog;
import dev.hawser.server.access.Scope;
import dev.hawser.server.alert.AlertJson;
import dev.hawser.server.prometheus.PrometheusPage;
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

    private static final int MAX_WAITING = 32;

    private Routes() {}

    static void add(RoutesConfig routes, DatabaseManager databases, Watch watch) {
        Gate gate = new Gate(MAX_WAITING);
        addProbes(routes, new Probes(watch.readiness()));
        read(routes, OpenApi.RESOURCE, new OpenApi()::get, Scope.OPEN);
        addDatabases(routes, new DatabasesApi(databases, watch.backups(), gate), gate);
        OperatorLog operators = new OperatorLog(databases);
        addOperations(routes, new OperationsApi(databases, watch.live().journal()), gate, operators);
        addQueries(routes, new TestApi(databases), gate, operators);
        addLive(routes, new LiveApi(databases, watch.live()));
        addSession(routes, databases.config().profile());
        addWatch(routes, databases, watch);
        Dashboard.add(routes);
        RefusalLog refusals = new RefusalLog();
        routes.exception(Refusal.class, (refusal, context) -> {
            refusals.note(refusal, context);
            refused(refusal, context);
        });
        routes.exception(DatabaseException.class, (error, context) -> answer(context, Problem.of(error)));
        routes.exception(HttpResponseException.class, Routes::refused);
        routes.exception(Exception.class, Routes::unexpected);
    }

    private static void addProbes(RoutesConfig routes, Probes probes) {
        read(routes, "/health/live", probes::live, Scope.OPEN);
        read(routes, "/health/ready", probes::ready, Scope.OPEN);
    }

    /** Where the default database is, and where one is that the path names. */
    private static final List<String> BASES =
            List.of("/api/database", "/api/databases/{" + RequestedDatabase.NAME + "}");

    private static void addDatabases(RoutesConfig routes, DatabasesApi api, Gate gate) {
        read(routes, "/api/databases", api::list, Scope.READ);
        for (String base : BASES) {
            read(routes, base + "/health", api::health, Scope.READ);
            read(routes, base + "/info", api::info, Scope.READ);
            read(routes, base + "/status", gate.through(api::status), Scope.READ);
            read(routes, base + "/metrics", api::metrics, Scope.READ);
            read(routes, base + "/pool", api::pool, Scope.READ);
            read(routes, base + "/backups", gate.through(api::backups), Scope.READ);
        }
    }

    private static void addOperations(RoutesConfig routes, OperationsApi api, Gate gate, OperatorLog operators) {
        for (String base : BASES) {
            routes.post(base + "/reconnect", operators.of("reconnect", gate.through(api::reconnect)), Scope.OPERATE);
            routes.post(base + "/pause", operators.of("pause", gate.through(api::pause)), Scope.OPERATE);
            routes.post(base + "/resume", operators.of("resume", api::resume), Scope.OPERATE);
            routes.post(base + "/flush", operators.of("flush", gate.through(api::flush)), Scope.OPERATE);
        }
    }

    private static void addQueries(RoutesConfig routes, TestApi api, Gate gate, OperatorLog operators) {
        for (String base : BASES) {
            routes.post(base + "/test", operators.of("test query", gate.through(api::test)), Scope.QUERY);
        }
    }

    private static void addLive(RoutesConfig routes, LiveApi api) {
        for (String base : BASES) {
            read(routes, base + "/queries", api::queries, Scope.READ);
            read(routes, base + "/topology", api::topology, Scope.READ);
            read(routes, base + "/history", api::history, Scope.READ);
            read(routes, base + "/events", api::events, Scope.READ);
        }
        read(
                routes,
                "/api/events",
                context -> api.stream(context, Principal.of(context).acceptedUntil()),
                Scope.READ);
    }

    private static void addSession(RoutesConfig routes, Profile profile) {
        read(
                routes,
                "/api/session",
                context -> context.json(Reply.of(SessionJson.of(Principal.of(context), profile), "Session retrieved")),
                Scope.TOKEN);
    }

    private static void addWatch(RoutesConfig routes, DatabaseManager databases, Watch watch) {
        PrometheusPage page = new PrometheusPage(databases, watch.alerts());
        read(
                routes,
                "/metrics",
                context -> {
                    PrometheusPage.Text text = page.text(context.header(Header.ACCEPT));
                    context.contentType(text.contentType()).result(text.body());
                },
                databases.config().server().openMetrics() ? Scope.OPEN : Scope.READ);
        read(
                routes,
                "/api/alerts",
                context -> context.json(Reply.of(AlertJson.Lists.of(watch.alerts()), "Alerts retrieved")),
                Scope.READ);
    }

    /** HEAD gives what GET gives, without the body: a probe may use either. */
    static void read(RoutesConfig routes, String path, Handler handler, Scope scope) {
        routes.get(path, handler, scope);
        routes.head(path, handler, scope);
    }

    private static void refused(Refusal refusal, Context context) {
        refusal.headers().forEach(context::header);
        answer(context, Problem.of(refusal));
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
