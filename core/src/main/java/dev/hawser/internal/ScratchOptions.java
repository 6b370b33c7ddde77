package dev.hawser.internal;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.MigrationsConfig;
import dev.hawser.config.Secret;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.Engine;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a scratch database is configured: as the one that it is like, as far as that makes it like it. */
public final class ScratchOptions {

    private static final int POOL_SIZE = 2;
    private static final int LONGEST_NAME = 63;

    private ScratchOptions() {}

    /** {@code name}: of the database, or of its file; {@code directory}: of that file, null for a database on a server. */
    public static DatabaseOptions of(DatabaseConfig original, Engine engine, String name, @Nullable Path directory) {
        DatabaseOptions options = directory == null
                ? onServer(original, engine).set("database", name)
                : DatabaseOptions.of(named(original))
                        .set("type", original.engine())
                        .set("database", directory.resolve(name + extension(original.database())))
                        .set("properties", original.properties());
        return migrated(options, original.migrations())
                .set("create-db", true)
                .set("schema", original.schema())
                .set("extensions", original.extensions().isEmpty() ? null : original.extensions())
                .set("application-name", original.applicationName())
                .set("connect-timeout", original.connectTimeout())
                .set("statement-timeout", original.statementTimeout())
                .set("idle-transaction-timeout", original.idleTransactionTimeout())
                .set("backups.server-directory", original.backups().serverDirectory())
                .set("certainty", "off")
                .set("retry.max-retries", 0)
                .set("health.interval", "24d")
                .set("log.echo", false)
                .set("log.slow-query", "off");
    }

    private static String named(DatabaseConfig original) {
        String name = "scratch-of-" + original.name();
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    private static DatabaseOptions onServer(DatabaseConfig original, Engine engine) {
        Secret elsewhere = original.scratchUrl();
        DatabaseOptions options = DatabaseOptions.of(named(original));
        // A client of its own may share its connections out, and then needs as many as it was configured with.
        boolean client = engine instanceof ClientEngine;
        options = options.set("pool.size", client ? original.pool().size() : POOL_SIZE)
                .set("pool.max-overflow", client ? original.pool().maxOverflow() : 0);
        if (elsewhere != null) {
            return options.url(elsewhere.reveal());
        }
        return options.set("type", original.engine())
                .set("host", original.hosts().stream().map(HostSpec::toString).collect(Collectors.joining(",")))
                .set("user", original.user())
                .set("password", original.password())
                .set("provider", original.provider().name())
                .set("ssl.mode", original.ssl().mode())
                .set("ssl.root-cert", original.ssl().rootCert())
                .set("tcp.keepalive-idle", original.tcp().keepaliveIdle())
                .set("tcp.keepalive-interval", original.tcp().keepaliveInterval())
                .set("tcp.keepalive-count", original.tcp().keepaliveCount())
                .set("properties", original.properties());
    }

    private static DatabaseOptions migrated(DatabaseOptions options, MigrationsConfig migrations) {
        return options.set("migrations.locations", migrations.locations().isEmpty() ? null : migrations.locations())
                .set("migrations.table", migrations.table())
                .set("migrations.out-of-order", migrations.outOfOrder())
                .set("migrations.lock-timeout", migrations.lockTimeout())
                .set("migrations.placeholders", migrations.placeholders());
    }

    /** That of the original's file, which may say what format it has. */
    private static String extension(String file) {
        Path name = Path.of(file).getFileName();
        String text = name == null ? "" : name.toString();
        int dot = text.lastIndexOf('.');
        return dot > 0 ? text.substring(dot) : ".db";
    }
}
