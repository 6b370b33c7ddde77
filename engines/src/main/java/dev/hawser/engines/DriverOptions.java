package dev.hawser.engines;

import dev.hawser.spi.NearestName;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which names may stand in {@code properties}: those that the driver lists, but for those that Hawser has a key for. Drivers pass over what they do not know, so that a
 * misspelt option would be without effect, and nobody would hear of it.
 *
 * @param driver asked what it knows, if it is there
 * @param url one that the driver takes for its own
 * @param anyCase whether the driver takes a name in any case
 * @param unlisted what it takes, too, and does not list
 * @param elsewhere what is said in another way here, in lower case, and how: as a property it would undo what Hawser tells the driver
 */
record DriverOptions(Driver driver, String url, boolean anyCase, Set<String> unlisted, Map<String, String> elsewhere) {

    static final String SSL_MODE = "it is \"ssl.mode\" here, which the driver's own option would undo";
    static final String ROOT_CERT =
            "whom to trust is \"ssl.root-cert\" here, a PEM file, which the driver's own option would undo";

    /** What is wrong with the names. Values, which may be secret, are not repeated. */
    List<String> problems(Map<String, String> properties) {
        if (properties.isEmpty()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        Set<String> known = known();
        for (String name : new TreeSet<>(properties.keySet())) {
            String instead = elsewhere.get(name.toLowerCase(Locale.ROOT));
            if (instead != null) {
                problems.add("properties." + name + ": " + instead);
            } else if (!known.isEmpty() && !known.contains(name)) {
                problems.add("properties." + name + ": the driver has no such option; the nearest is "
                        + NearestName.to(name, known));
            }
        }
        return problems;
    }

    /** None if the driver is missing, which is reported for itself. */
    private Set<String> known() {
        Set<String> known = anyCase ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : new TreeSet<>();
        if (driver.missing().isPresent()) {
            return known;
        }
        try {
            for (DriverPropertyInfo option : driver.create().getPropertyInfo(url, new Properties())) {
                known.add(option.name);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException("the driver does not say which options it has", broken);
        }
        known.addAll(unlisted);
        known.removeIf(name -> elsewhere.containsKey(name.toLowerCase(Locale.ROOT)));
        return known;
    }

    /** What every server has: its place and its login. */
    static Map<String, String> elsewhere(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        for (String key : List.of("host", "port", "database", "user", "password")) {
            all.putIfAbsent(key, keyed(key));
        }
        return Map.copyOf(all);
    }

    static String keyed(String key) {
        return "it is \"" + key + "\" here";
    }
}
