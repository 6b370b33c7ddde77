package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may stand in {@code properties}: <a href="https://www.mongodb.com/docs/manual/reference/connection-string-options/">the options of MongoDB's connection strings</a>, but
 * for those that Hawser has a key for, and two of its own.
 */
final class MongodbOptions {

    /** Whether the host is a name under which the name service lists the real hosts. */
    static final String SRV = "srv";

    /** How many of the connections belong to the reactive client. */
    static final String REACTIVE_POOL_SIZE = "reactivePoolSize";

    static final String REPLICA_SET = "replicaSet";

    static final String AUTH_MECHANISM = "authMechanism";

    private static final Set<String> OWN = Set.of(SRV, REACTIVE_POOL_SIZE);

    private static final Set<String> DRIVERS = Set.of(
            AUTH_MECHANISM,
            "authMechanismProperties",
            "authSource",
            "compressors",
            "directConnection",
            "gssapiServiceName",
            "heartbeatFrequencyMS",
            "journal",
            "loadBalanced",
            "localThresholdMS",
            "maxIdleTimeMS",
            "minPoolSize",
            "proxyHost",
            "proxyPassword",
            "proxyPort",
            "proxyUsername",
            REPLICA_SET,
            "retryReads",
            "retryWrites",
            "serverMonitoringMode",
            "serverSelectionTimeoutMS",
            "srvMaxHosts",
            "srvServiceName",
            "uuidRepresentation",
            "w",
            "wTimeoutMS",
            "zlibCompressionLevel");

    /** What Hawser has a key for, and which. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("appname", "application-name"),
            Map.entry("connecttimeoutms", "connect-timeout"),
            Map.entry("maxconnecting", "pool.max-connecting"),
            Map.entry("maxlifetimems", "pool.recycle"),
            Map.entry("maxpoolsize", "pool.size and pool.max-overflow"),
            Map.entry("maxstalenessseconds", "consistency"),
            Map.entry("readconcernlevel", "consistency"),
            Map.entry("readpreference", "consistency and reads"),
            Map.entry("readpreferencetags", "consistency and reads"),
            Map.entry("sockettimeoutms", "statement-timeout"),
            Map.entry("ssl", "ssl.mode"),
            Map.entry("sslinvalidhostnameallowed", "ssl.mode"),
            Map.entry("timeoutms", "statement-timeout"),
            Map.entry("tls", "ssl.mode (tls=true means verify-full)"),
            Map.entry("tlsallowinvalidhostnames", "ssl.mode (verify-ca)"),
            Map.entry("tlscafile", "ssl.root-cert"),
            Map.entry("tlsinsecure", "ssl.mode (require)"),
            Map.entry("waitqueuetimeoutms", "pool.timeout"));

    private MongodbOptions() {}

    /** What is wrong with the names. */
    static List<String> problems(Map<String, String> properties) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(properties.keySet())) {
            String elsewhere = ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
            if (elsewhere != null) {
                problems.add("properties." + name + ": set " + elsewhere + " instead");
            } else if (!isKnown(name)) {
                problems.add("properties." + name + ": MongoDB's driver has no such option; the nearest is "
                        + nearest(name));
            }
        }
        return problems;
    }

    private static boolean isKnown(String name) {
        return OWN.contains(name) || DRIVERS.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Whether the driver is to be told. */
    static boolean isDrivers(String name) {
        return !OWN.contains(name);
    }

    static boolean isSrv(DatabaseConfig config) {
        return "true".equals(config.properties().get(SRV));
    }

    static int reactivePoolSize(DatabaseConfig config) {
        return Integer.parseInt(config.properties().getOrDefault(REACTIVE_POOL_SIZE, "0"));
    }

    private static String nearest(String name) {
        Set<String> all = new TreeSet<>(DRIVERS);
        all.addAll(OWN);
        return NearestName.to(name, all);
    }
}
