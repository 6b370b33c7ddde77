package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The driver's own options of encryption, which its URLs often carry. They may ask for more than {@code ssl.mode} promises, and never for less. */
final class SqlServerEncryption {

    static final String TRUST = "trustServerCertificate";

    private static final Set<String> OFF = Set.of("false", "no", "optional");
    private static final Set<String> TRUST_STORE = Set.of("trustStore", "trustStoreType", "trustStorePassword");
    private static final Set<String> TRUST_MANAGER = Set.of("trustManagerClass", "trustManagerConstructorArg");

    private SqlServerEncryption() {}

    /** {@code given} is asked by names of which the case does not matter. */
    static List<String> problems(DatabaseConfig config, Map<String, String> given) {
        List<String> problems = new ArrayList<>();
        SslMode mode = config.ssl().mode();
        String encrypt = given.get(SqlServerSettings.ENCRYPT);
        if (encrypt != null && OFF.contains(lower(encrypt)) && mode.compareTo(SslMode.REQUIRE) >= 0) {
            problems.add(weakens(SqlServerSettings.ENCRYPT, mode, "disable"));
        }
        if ("true".equals(lower(given.get(TRUST))) && mode.compareTo(SslMode.VERIFY_CA) >= 0) {
            problems.add(weakens(TRUST, mode, "require"));
        }
        if (mode.compareTo(SslMode.VERIFY_CA) >= 0) {
            refuse(problems, given, TRUST_MANAGER);
        }
        if (config.ssl().rootCert() != null) {
            refuse(problems, given, TRUST_STORE);
        }
        return problems;
    }

    private static String weakens(String option, SslMode mode, String meant) {
        return "properties." + option + ": it would undo ssl.mode: " + mode + "; remove it, or set ssl.mode: " + meant
                + " if that is meant";
    }

    private static void refuse(List<String> problems, Map<String, String> given, Set<String> names) {
        names.stream()
                .filter(given::containsKey)
                .sorted()
                .forEach(name -> problems.add("properties." + name + ": " + DriverOptions.ROOT_CERT));
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
