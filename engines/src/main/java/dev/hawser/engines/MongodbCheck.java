package dev.hawser.engines;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.ConnectionString;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import dev.hawser.config.Routing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is wrong with a configuration for MongoDB. For one thread. */
final class MongodbCheck {

    // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
    private static final String FORBIDDEN = "/\\. \"$*<>:|?\0";
    private static final int MAX_NAME = 63;
    private static final int MAX_APPLICATION_NAME = 128;

    /** Options that only mean something for names that the name service knows, which are not looked up here. */
    private static final Set<String> SRV_OPTIONS = Set.of("srvmaxhosts", "srvservicename");

    private final DatabaseConfig config;
    private final List<String> problems = new ArrayList<>();

    MongodbCheck(DatabaseConfig config) {
        this.config = config;
    }

    List<String> problems() {
        names();
        notTheDrivers();
        properties();
        TrustStore.problem(config.ssl()).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    private void names() {
        String database = config.database();
        if (database.isBlank()
                || database.chars().anyMatch(character -> FORBIDDEN.indexOf(character) >= 0)
                || bytes(database) > MAX_NAME) {
            problems.add("database: \"" + database.replace("\0", "\\0") + "\" is not a name; it has from 1 to "
                    + MAX_NAME + " bytes, and none of / \\ . \" $ * < > : | ? or a space");
        }
        if (bytes(config.applicationName()) > MAX_APPLICATION_NAME) {
            problems.add("application-name: longer than " + MAX_APPLICATION_NAME + " bytes");
        }
        if (config.password() != null && config.user() == null) {
            problems.add("password: there is none without a user; set user");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The driver pools and routes, so what it cannot be told is refused rather than passed over. */
    private void notTheDrivers() {
        PoolConfig pool = config.pool();
        PoolConfig usual = PoolConfig.builder().build();
        refuse(pool.shed(), "pool.shed");
        refuse(pool.connectRate() > 0, "pool.connect-rate");
        refuse(!pool.leakThreshold().isZero(), "pool.leak-threshold");
        refuse(pool.maxWaiters() != usual.maxWaiters(), "pool.max-waiters");
        refuse(config.reads().routing() != Routing.ROUND_ROBIN, "routing");
    }

    private void refuse(boolean given, String key) {
        if (given) {
            problems.add(key
                    + ": the driver of MongoDB pools and routes by itself and knows nothing of the kind; remove it");
        }
    }

    private void properties() {
        Map<String, String> properties = config.properties();
        List<String> wrongNames = MongodbOptions.problems(properties);
        problems.addAll(wrongNames);
        String srv = properties.getOrDefault(MongodbOptions.SRV, "false");
        if (!srv.equals("true") && !srv.equals("false")) {
            problems.add("properties." + MongodbOptions.SRV + ": expected true or false");
        } else if (srv.equals("true") && config.hosts().size() != 1) {
            problems.add("properties." + MongodbOptions.SRV + ": a name that stands for all hosts comes alone");
        }
        mechanism(properties);
        reactivePool(properties.getOrDefault(MongodbOptions.REACTIVE_POOL_SIZE, "0"));
        if (wrongNames.isEmpty()) {
            values(properties);
        }
    }

    /** The driver would say so only when it connects. */
    private void mechanism(Map<String, String> properties) {
        List<String> known = Arrays.stream(AuthenticationMechanism.values())
                .map(AuthenticationMechanism::getMechanismName)
                .toList();
        properties.forEach((name, value) -> {
            if (name.equalsIgnoreCase(MongodbOptions.AUTH_MECHANISM) && !known.contains(value)) {
                problems.add("properties." + name + ": \"" + value + "\" is none of " + String.join(", ", known));
            }
        });
    }

    private void reactivePool(String given) {
        int most = config.pool().size() + config.pool().maxOverflow() - 1;
        boolean fits = given.matches("\\d{1,5}") && Integer.parseInt(given) <= most;
        if (!fits) {
            problems.add("properties." + MongodbOptions.REACTIVE_POOL_SIZE + ": expected a whole number from 0 to "
                    + most + ", which leaves one of the pool's connections to everything else");
        }
    }

    /** The driver says what is wrong with the values. Nothing is looked up, and there is no login in what it gets. */
    private void values(Map<String, String> properties) {
        StringBuilder options = new StringBuilder();
        Map<String, String> asked = new HashMap<>(properties);
        asked.keySet().removeIf(name -> SRV_OPTIONS.contains(name.toLowerCase(Locale.ROOT)));
        asked.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("auth"));
        asked.forEach((name, value) -> {
            if (MongodbOptions.isDrivers(name)) {
                options.append(options.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(MongodbSettings.encoded(value));
            }
        });
        String hosts = config.hosts().size() > 1 ? "one,other" : "one";
        try {
            new ConnectionString("mongodb://" + hosts + "/" + options);
        } catch (IllegalArgumentException wrong) {
            problems.add("properties: " + wrong.getMessage());
        }
    }
}
