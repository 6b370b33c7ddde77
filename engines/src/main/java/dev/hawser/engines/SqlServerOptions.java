package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be wrong with {@code properties} and hosts of SQL Server before anything is connected. */
final class SqlServerOptions {

    private static final Set<String> OURS =
            Set.of(lower(SqlServerSettings.ISOLATION), lower(SqlServerSettings.XACT_ABORT));

    /** Options of the driver that are said in another way here: as properties they would undo what Hawser tells the driver for each host. */
    private static final Map<String, String> SAID_ELSEWHERE = Map.ofEntries(
            Map.entry("servername", "it is \"host\" here"),
            Map.entry("server", "it is \"host\" here"),
            Map.entry("portnumber", "it is \"port\" here"),
            Map.entry("port", "it is \"port\" here"),
            Map.entry("databasename", "it is \"database\" here"),
            Map.entry("database", "it is \"database\" here"),
            Map.entry("user", "it is \"user\" here"),
            Map.entry("username", "it is \"user\" here"),
            Map.entry("password", "it is \"password\" here"),
            Map.entry("logintimeout", "it is \"connect-timeout\" here"),
            Map.entry("failoverpartner", "give both servers as hosts: they are asked which of them takes writes"),
            Map.entry("instancename", "a named instance has a port of its own; give that as \"port\""));

    // The first two the driver takes and does not list.
    private static final DriverOptions OPTIONS = new DriverOptions(
            SqlServerEngine.DRIVER,
            "jdbc:sqlserver://",
            true,
            Set.of("accessToken", "gsscredential", SqlServerSettings.ISOLATION, SqlServerSettings.XACT_ABORT),
            SAID_ELSEWHERE);

    private SqlServerOptions() {}

    /** The options that were given, by names of which, as with the driver, the case does not matter. */
    static Map<String, String> of(DatabaseConfig config) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(config.properties());
        return options;
    }

    /** Whether it is not for the driver. */
    static boolean isOurs(String name) {
        return OURS.contains(lower(name));
    }

    static List<String> problems(DatabaseConfig config) {
        List<String> problems = new ArrayList<>();
        for (HostSpec host : config.hosts()) {
            if (host.host().indexOf('\\') >= 0) {
                problems.add("host: \"" + host.host() + "\" names an instance, which has a port of its own; write "
                        + host.host().substring(0, host.host().indexOf('\\')) + ":port");
            }
        }
        problems.addAll(OPTIONS.problems(config.properties()));
        problems.addAll(SqlServerEncryption.problems(config, of(config)));
        problems.addAll(ofValues(of(config)));
        return problems;
    }

    private static List<String> ofValues(Map<String, String> properties) {
        List<String> problems = new ArrayList<>();
        String isolation = properties.get(SqlServerSettings.ISOLATION);
        if (isolation != null && !SqlServerSettings.ISOLATIONS.containsKey(lower(isolation))) {
            problems.add("properties." + SqlServerSettings.ISOLATION + ": \"" + isolation + "\" is none of "
                    + String.join(", ", new TreeSet<>(SqlServerSettings.ISOLATIONS.keySet())));
        }
        oneOf(problems, properties, SqlServerSettings.XACT_ABORT, "true", "false");
        oneOf(problems, properties, SqlServerSettings.INTENT, "ReadOnly", "ReadWrite");
        return problems;
    }

    /** What an option that is given may be: one of two. */
    static void oneOf(List<String> problems, Map<String, String> properties, String name, String one, String other) {
        String value = properties.get(name);
        if (value != null && !value.equalsIgnoreCase(one) && !value.equalsIgnoreCase(other)) {
            problems.add("properties." + name + ": \"" + value + "\" is neither " + one + " nor " + other);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
