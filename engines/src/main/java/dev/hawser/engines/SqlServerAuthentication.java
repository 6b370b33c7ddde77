package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How somebody logs in, which the driver's own properties say: {@code integratedSecurity}, {@code authenticationScheme}, {@code authentication}. Without them it is SQL
 * Server's own login with user and password
 * (<a href="https://learn.microsoft.com/sql/connect/jdbc/setting-the-connection-properties">Setting the connection properties</a>).
 */
final class SqlServerAuthentication {

    private static final String INTEGRATED = "integratedSecurity";
    private static final String SCHEME = "authenticationScheme";
    private static final String METHOD = "authentication";

    private static final Set<String> SCHEMES = Set.of("nativeauthentication", "javakerberos", "ntlm");

    private static final Set<String> METHODS = Set.of(
            "notspecified",
            "sqlpassword",
            "activedirectorypassword",
            "activedirectoryintegrated",
            "activedirectorymanagedidentity",
            "activedirectorymsi",
            "activedirectorydefault",
            "activedirectoryserviceprincipal",
            "activedirectoryserviceprincipalcertificate",
            "activedirectoryinteractive");

    private SqlServerAuthentication() {}

    /** Whether the user's account of the operating system, or of a domain, is what the server is shown. */
    static boolean isIntegrated(Map<String, String> properties) {
        return "true".equalsIgnoreCase(properties.get(INTEGRATED));
    }

    static List<String> problems(DatabaseConfig config) {
        Map<String, String> properties = config.properties();
        List<String> problems = new ArrayList<>();
        String scheme = properties.get(SCHEME);
        String method = properties.get(METHOD);
        boolean integrated = isIntegrated(properties);
        boolean ntlm = "ntlm".equalsIgnoreCase(scheme);
        if (scheme != null && !SCHEMES.contains(lower(scheme))) {
            problems.add("properties." + SCHEME + ": \"" + scheme
                    + "\" is none of NativeAuthentication, JavaKerberos, NTLM");
        }
        if (method != null && !METHODS.contains(lower(method))) {
            problems.add(
                    "properties." + METHOD + ": \"" + method + "\" is not a way to authenticate that the driver knows");
        }
        if (scheme != null && !integrated) {
            problems.add("properties." + SCHEME + ": it has no effect without " + INTEGRATED + ": true");
        }
        if (integrated && method != null && !lower(method).equals("notspecified")) {
            problems.add(
                    "properties." + METHOD + ": it cannot be combined with " + INTEGRATED + "; remove one of the two");
        }
        if (ntlm && (config.user() == null || config.password() == null)) {
            problems.add("user: NTLM needs user and password of the domain");
        }
        if (integrated && scheme == null && config.password() != null) {
            problems.add("password: with " + INTEGRATED
                    + " the account that runs this process logs in; remove user and password");
        }
        return problems;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
