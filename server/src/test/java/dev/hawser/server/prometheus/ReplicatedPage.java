package dev.hawser.server.prometheus;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseTopology;
import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.OperationTimes;
import dev.hawser.PoolStats;
import dev.hawser.server.alert.Alerts;
import dev.hawser.spi.Ticker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The page as it is where a database has a replica that is behind and one that is fenced, which one file cannot have. */
public final class ReplicatedPage {

    private static final DatabaseTopology TOPOLOGY = new DatabaseTopology(
            7,
            List.of(
                    host("db1", HostRole.PRIMARY, HostState.AVAILABLE, null, null),
                    host("db2", HostRole.REPLICA, HostState.DOWN, Duration.ofMillis(1500), null),
                    host("db3", HostRole.UNKNOWN, HostState.AVAILABLE, null, "it is of another cluster")));

    private ReplicatedPage() {}

    private static HostView host(String name, HostRole role, HostState state, Duration lag, String fenced) {
        PoolStats pool = new PoolStats(20, 10, 3, 21, 4, 5, 24, 0);
        return new HostView(new HostSpec(name, 5432), role, state, lag, null, fenced, null, pool);
    }

    public static String of(DatabaseManager databases) {
        try (Alerts alerts = Alerts.of(databases.config(), Ticker.SYSTEM)) {
            PrometheusPage page = new PrometheusPage(databases, name -> replicated(databases.configured(name)), alerts);
            return new String(page.text(null).body(), StandardCharsets.UTF_8);
        }
    }

    /** The same, as if they had run on hosts with ports. */
    private static List<OperationTimes> operations(Database database) {
        List<OperationTimes> moved = new ArrayList<>();
        for (OperationTimes times : database.operations()) {
            moved.add(new OperationTimes(new HostSpec("db" + moved.size(), 5432), times.error(), times.times()));
        }
        return moved;
    }

    private static Database replicated(Database database) {
        return (Database) Proxy.newProxyInstance(
                ReplicatedPage.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
                    try {
                        return switch (method.getName()) {
                            case "topology" -> TOPOLOGY;
                            case "operations" -> operations(database);
                            default -> method.invoke(database, arguments);
                        };
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
