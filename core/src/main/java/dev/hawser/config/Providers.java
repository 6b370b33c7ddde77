package dev.hawser.config;

import dev.hawser.HostSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The presets that come with Hawser, by host name. The first that applies counts. */
public final class Providers {

    private static final Map<String, String> ENCRYPTED = Map.of("ssl.mode", "require");

    private static final List<Provider> BUILT_IN = List.of(
            // A compute that scales to zero drops its connections: they are kept for a short time only. Its proxy
            // refuses start-up options.
            new Provider(
                    "neon",
                    List.of("*.neon.tech"),
                    false,
                    false,
                    Map.of("ssl.mode", "require", "pool.recycle", "3m", "pool.keepalive", "off"),
                    "https://neon.com/docs/connect/connection-pooling"),
            // At this port its pooler is in session mode, and at others in transaction mode.
            new Provider(
                    "supabase",
                    List.of("*.pooler.supabase.com:5432", "*.supabase.co"),
                    true,
                    true,
                    ENCRYPTED,
                    "https://supabase.com/docs/guides/database/connecting-to-postgres"),
            // PgBouncer in transaction mode: a session on the server belongs to a transaction, not to a connection.
            // Azure runs one beside each server.
            new Provider(
                    "pooler",
                    List.of("*pooler*", "*pgbouncer*", "*.postgres.database.azure.com:6432"),
                    false,
                    false,
                    Map.of("pool.recycle", "3m"),
                    "https://www.pgbouncer.org/features.html"),
            // The endpoint's name moves to the new writer: dead peers must be noticed soon.
            new Provider(
                    "aws-aurora",
                    List.of("*.cluster-*.rds.amazonaws.com", "*.cluster-*.rds.amazonaws.com.cn"),
                    true,
                    true,
                    Map.of(
                            "ssl.mode",
                            "require",
                            "tcp.keepalive-idle",
                            "5s",
                            "tcp.keepalive-interval",
                            "1s",
                            "tcp.keepalive-count",
                            "5"),
                    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.BestPractices.FastFailover.html"),
            new Provider(
                    "aws-rds",
                    List.of("*.rds.amazonaws.com", "*.rds.amazonaws.com.cn"),
                    true,
                    true,
                    ENCRYPTED,
                    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html"),
            new Provider(
                    "azure",
                    List.of("*.postgres.database.azure.com", "*.mysql.database.azure.com", "*.database.windows.net"),
                    true,
                    true,
                    ENCRYPTED,
                    "https://learn.microsoft.com/azure/postgresql/flexible-server/security-tls"),
            new Provider(
                    "google-cloud-sql",
                    List.of("*.sql.goog", "*.sql-psa.goog", "*.sql-psc.goog"),
                    true,
                    true,
                    ENCRYPTED,
                    "https://cloud.google.com/sql/docs/postgres/configure-ssl-instance"),
            // Its certificates are self-signed: encryption is required, verification is not possible.
            new Provider(
                    "heroku",
                    List.of("ec2-*.compute-1.amazonaws.com", "ec2-*.compute.amazonaws.com"),
                    true,
                    true,
                    ENCRYPTED,
                    "https://devcenter.heroku.com/articles/connecting-heroku-postgres"),
            new Provider(
                    "cockroachdb",
                    List.of("*.cockroachlabs.cloud"),
                    true,
                    true,
                    Map.of("ssl.mode", "require", "port", "26257"),
                    "https://www.cockroachlabs.com/docs/cockroachcloud/authentication"),
            new Provider(
                    "yugabyte",
                    List.of("*.yugabyte.cloud"),
                    true,
                    true,
                    Map.of("ssl.mode", "require", "port", "5433"),
                    "https://docs.yugabyte.com/preview/yugabyte-cloud/cloud-secure-clusters/cloud-authentication/"));

    private Providers() {}

    /** The presets that come with Hawser, in the order they are tried. */
    public static List<Provider> builtIn() {
        return BUILT_IN;
    }

    /** The preset of hosts, each with its port: the first of {@code own}, then of those that come with Hawser; {@link Provider#NONE} if none applies. */
    static Provider of(List<HostSpec> hosts, List<Provider> own) {
        return all(own).filter(provider -> hosts.stream().anyMatch(host -> applies(provider, host)))
                .findFirst()
                .orElse(Provider.NONE);
    }

    static Stream<Provider> all(List<Provider> own) {
        return Stream.concat(own.stream(), BUILT_IN.stream());
    }

    private static boolean applies(Provider provider, HostSpec host) {
        return provider.hostPatterns().stream()
                .anyMatch(pattern -> pattern.indexOf(':') < 0
                        ? matches(pattern, host.host())
                        : matches(pattern, host.host() + ":" + host.port()));
    }

    private static boolean matches(String pattern, String host) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
        }
        return host.toLowerCase(Locale.ROOT).matches(regex.toString());
    }
}
