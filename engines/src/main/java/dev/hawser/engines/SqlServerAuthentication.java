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

    private static final String MSAL = "com.microsoft.azure:msal4j";
    private static final String IDENTITY = "com.azure:azure-identity";

    /** What each takes that the driver does not bring along; nothing is empty. */
    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("notspecified", ""),
            Map.entry("sqlpassword", ""),
            Map.entry("activedirectorypassword", MSAL),
            Map.entry("activedirectoryintegrated", MSAL),
            Map.entry("activedirectorymanagedidentity", IDENTITY),
            Map.entry("activedirectorymsi", IDENTITY),
            Map.entry("activedirectorydefault", IDENTITY),
            Map.entry("activedirectoryserviceprincipal", MSAL),
            Map.entry("activedirectoryserviceprincipalcertificate", MSAL),
            Map.entry("activedirectoryinteractive", MSAL));

    private static final Set<String> WITH_PASSWORD =
            Set.of("sqlpassword", "activedirectorypassword", "activedirectoryserviceprincipal");

    private static final Map<String, Driver> LIBRARIES = Map.of(
            MSAL, new Driver("com.microsoft.aad.msal4j.PublicClientApplication", MSAL),
            IDENTITY, new Driver("com.azure.identity.DefaultAzureCredential", IDENTITY));

    private SqlServerAuthentication() {}

    /** Whether the user's account of the operating system, or of a domain, is what the server is shown. */
    static boolean isIntegrated(Map<String, String> properties) {
        return "true".equalsIgnoreCase(properties.get(INTEGRATED));
    }

    static List<String> problems(DatabaseConfig config) {
        return problems(config, System.getProperty("os.name", "").startsWith("Windows"));
    }

    /** {@code windows}: whether this process runs there. */
    static List<String> problems(DatabaseConfig config, boolean windows) {
        Map<String, String> properties = SqlServerOptions.of(config);
        List<String> problems = new ArrayList<>();
        SqlServerOptions.oneOf(problems, properties, INTEGRATED, "true", "false");
        String scheme = properties.get(SCHEME);
        String method = properties.get(METHOD);
        if (scheme != null && !SCHEMES.contains(lower(scheme))) {
            problems.add("properties." + SCHEME + ": \"" + scheme
                    + "\" is none of NativeAuthentication, JavaKerberos, NTLM");
        }
        if (scheme != null && !isIntegrated(properties)) {
            problems.add("properties." + SCHEME + ": it has no effect without " + INTEGRATED + ": true");
        }
        if (isIntegrated(properties)) {
            problems.addAll(ofIntegrated(config, scheme == null ? "nativeauthentication" : lower(scheme), windows));
        }
        if (method != null) {
            problems.addAll(ofMethod(config, method));
        }
        return problems;
    }

    private static List<String> ofIntegrated(DatabaseConfig config, String scheme, boolean windows) {
        List<String> problems = new ArrayList<>();
        if (scheme.equals("ntlm") && withoutLogin(config)) {
            problems.add("user: NTLM needs user and password of the domain");
        }
        if (scheme.equals("nativeauthentication")) {
            if (!windows) {
                problems.add("properties." + INTEGRATED + ": only Windows knows its accounts; elsewhere give " + SCHEME
                        + ": JavaKerberos or NTLM");
            }
            if (config.password() != null) {
                problems.add("password: with " + INTEGRATED
                        + " the account that runs this process logs in; remove user and password");
            }
        }
        return problems;
    }

    private static List<String> ofMethod(DatabaseConfig config, String method) {
        String known = METHODS.get(lower(method));
        if (known == null) {
            return List.of(
                    "properties." + METHOD + ": \"" + method + "\" is not a way to authenticate that the driver knows");
        }
        List<String> problems = new ArrayList<>();
        if (isIntegrated(SqlServerOptions.of(config)) && !lower(method).equals("notspecified")) {
            problems.add(
                    "properties." + METHOD + ": it cannot be combined with " + INTEGRATED + "; remove one of the two");
        }
        if (WITH_PASSWORD.contains(lower(method)) && withoutLogin(config)) {
            problems.add("user: " + method + " needs user and password");
        }
        Driver library = LIBRARIES.get(known);
        if (library != null) {
            library.missing()
                    .ifPresent(artifact -> problems.add("properties." + METHOD + ": " + method + " needs " + artifact
                            + ", which is not there: add it"));
        }
        return problems;
    }

    private static boolean withoutLogin(DatabaseConfig config) {
        return config.user() == null || config.password() == null;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
