package dev.hawser.config;

import dev.hawser.HostSpec;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.UnknownDatabaseTypeException;
import dev.hawser.spi.Engine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes one URL apart. For one thread at a time. Messages say what is wrong and never repeat a piece of the URL but its scheme. */
final class UrlParser {

    private static final String JDBC = "jdbc:";

    /** Parameters that mean a key of ours, whatever the driver calls them. */
    private static final Map<String, ConfigProperty> PARAMETERS = Map.ofEntries(
            Map.entry("sslmode", ConfigProperty.SSL_MODE),
            Map.entry("sslrootcert", ConfigProperty.SSL_ROOT_CERT),
            Map.entry("connect_timeout", ConfigProperty.CONNECT_TIMEOUT),
            Map.entry("application_name", ConfigProperty.APPLICATION_NAME),
            Map.entry("applicationname", ConfigProperty.APPLICATION_NAME),
            Map.entry("appname", ConfigProperty.APPLICATION_NAME),
            Map.entry("user", ConfigProperty.USER),
            Map.entry("username", ConfigProperty.USER),
            Map.entry("password", ConfigProperty.PASSWORD),
            Map.entry("host", ConfigProperty.HOST),
            Map.entry("port", ConfigProperty.PORT),
            Map.entry("dbname", ConfigProperty.DATABASE),
            Map.entry("database", ConfigProperty.DATABASE),
            Map.entry("databasename", ConfigProperty.DATABASE));

    /** How the drivers of MySQL and MariaDB call our modes, where they call them otherwise. */
    private static final Map<String, SslMode> SSL_MODES = Map.of(
            "disabled", SslMode.DISABLE,
            "preferred", SslMode.PREFER,
            "required", SslMode.REQUIRE,
            "trust", SslMode.REQUIRE,
            "verify_identity", SslMode.VERIFY_FULL);

    private final boolean jdbc;
    private final String scheme;
    private final Engine engine;
    private final Map<ConfigProperty, String> parts = new EnumMap<>(ConfigProperty.class);
    private final Map<String, String> properties = new LinkedHashMap<>();

    private UrlParser(boolean jdbc, String scheme, Engine engine) {
        this.jdbc = jdbc;
        this.scheme = scheme;
        this.engine = engine;
        properties.putAll(engine.properties(scheme));
    }

    static DatabaseUrl parse(String text, InstalledEngines engines) {
        String url = text.strip();
        boolean jdbc = url.regionMatches(true, 0, JDBC, 0, JDBC.length());
        String body = jdbc ? url.substring(JDBC.length()) : url;
        int colon = body.indexOf(':');
        String scheme = colon < 0 ? "" : body.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            throw new ConfigurationException(
                    List.of("a URL begins with a scheme and a colon; installed: " + engines.schemes()));
        }
        Engine engine = engines.find(scheme);
        if (engine == null) {
            throw new UnknownDatabaseTypeException(
                    List.of("unknown database type \"" + scheme + "\"; installed: " + engines.schemes()));
        }
        return new UrlParser(jdbc, scheme, engine).parse(body.substring(colon + 1));
    }

    private DatabaseUrl parse(String rest) {
        try {
            if (engine.embedded()) {
                file(rest);
            } else {
                server(rest);
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of("malformed URL: " + e.getMessage()));
        }
        return new DatabaseUrl(scheme, engine, parts, properties);
    }

    /** {@code ///relative.db}, {@code ////absolute.db}, {@code relative.db}, {@code :memory:}; after {@code jdbc:} the path is meant as it stands. */
    private void file(String rest) {
        if (rest.startsWith("file:")) {
            put(ConfigProperty.DATABASE, rest);
            return;
        }
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        if (question >= 0) {
            fileParameters(pairs(rest.substring(question + 1), "&"));
        }
        if (jdbc) {
            int semicolon = path.indexOf(';');
            put(ConfigProperty.DATABASE, withoutHost(semicolon < 0 ? path : path.substring(0, semicolon)));
            if (semicolon >= 0) {
                fileParameters(pairs(path.substring(semicolon + 1), ";"));
            }
            return;
        }
        if (path.startsWith("///")) {
            path = path.substring(3);
        } else if (path.startsWith("//") && path.length() > 2) {
            throw new IllegalArgumentException(
                    "a file has no host; write " + scheme + ":///relative.db or " + scheme + ":////absolute.db");
        }
        put(ConfigProperty.DATABASE, path.equals("//") || path.isEmpty() ? ":memory:" : decoded(path));
    }

    /** Of a file everything is the driver's, but a password, which must not be printed as the driver's properties are. */
    private void fileParameters(Map<String, String> pairs) {
        pairs.forEach((name, value) -> {
            ConfigProperty property = PARAMETERS.get(name.toLowerCase(Locale.ROOT));
            if (property == ConfigProperty.PASSWORD || property == ConfigProperty.USER) {
                put(property, value);
            } else {
                properties.put(name, value);
            }
        });
    }

    /** {@code //C:/data/x.accdb} and {@code ///tmp/x.db} as drivers understand them. */
    private static String withoutHost(String path) {
        if (!path.startsWith("//")) {
            return path;
        }
        String stripped = path.replaceFirst("^/+", "");
        return stripped.matches("[A-Za-z]:.*") || !path.startsWith("///") ? stripped : "/" + stripped;
    }

    private void server(String rest) {
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("write " + scheme + "://host:port/database");
        }
        String body = rest.substring(2);
        int end = end(body, jdbc ? "/?;" : "/?");
        String authority = body.substring(0, end);
        String tail = body.substring(end);
        int pathEnd = end(tail, jdbc ? "?;" : "?");
        String path = tail.substring(0, pathEnd);
        String query = tail.substring(pathEnd);
        int at = authority.lastIndexOf('@');
        if (path.indexOf('@') >= 0
                || (path.isEmpty() && at < 0 && authority.indexOf(':') >= 0 && query.indexOf('@') >= 0)) {
            throw new IllegalArgumentException(
                    "there is an @ after the host; in a user or password, write / as %2F and ? as %3F");
        }
        if (at >= 0) {
            credentials(authority.substring(0, at));
        }
        hosts(authority.substring(at + 1));
        put(ConfigProperty.DATABASE, decoded(path.isEmpty() ? "" : path.substring(1)));
        if (query.length() > 1) {
            parameters(pairs(query.substring(1), query.charAt(0) == ';' ? ";" : "&"));
        }
    }

    private void credentials(String text) {
        int colon = text.indexOf(':');
        put(ConfigProperty.USER, decoded(colon < 0 ? text : text.substring(0, colon)));
        if (colon >= 0) {
            put(ConfigProperty.PASSWORD, decoded(text.substring(colon + 1)));
        }
    }

    /** A port that all hosts share becomes the part {@code port}, so that it can be overridden by itself. */
    private void hosts(String text) {
        if (text.isEmpty()) {
            return;
        }
        List<HostSpec> hosts = HostList.parse(decoded(text));
        int port = hosts.get(0).port();
        if (port != 0 && hosts.stream().allMatch(host -> host.port() == port)) {
            put(ConfigProperty.PORT, Integer.toString(port));
            hosts = hosts.stream().map(host -> new HostSpec(host.host(), 0)).toList();
        }
        put(ConfigProperty.HOST, hosts.stream().map(HostSpec::toString).collect(Collectors.joining(",")));
    }

    private void parameters(Map<String, String> pairs) {
        pairs.forEach((name, value) -> {
            ConfigProperty property = PARAMETERS.get(name.toLowerCase(Locale.ROOT));
            if (property == null) {
                properties.put(name, value);
            } else {
                put(property, property == ConfigProperty.SSL_MODE ? sslMode(value) : value);
            }
        });
    }

    /** What is no mode at all stays as it is, and is reported where every value is checked. */
    private static String sslMode(String word) {
        SslMode mode = SSL_MODES.get(word.strip().toLowerCase(Locale.ROOT));
        return mode == null ? word : mode.toString();
    }

    private Map<String, String> pairs(String query, String separator) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : query.split(separator)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "a parameter has no name or no =; in a password, write ? as %3F and & as %26");
            }
            pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        return pairs;
    }

    private void put(ConfigProperty property, String value) {
        if (!value.isEmpty()) {
            parts.put(property, value);
        }
    }

    private static int end(String text, String stops) {
        for (int i = 0; i < text.length(); i++) {
            if (stops.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Percent-decodes; unlike in an HTML form, a plus sign is a plus sign. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException(
                        "a % is not followed by two hexadecimal digits; write % itself as %25");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("percent-encoded bytes are not UTF-8", e);
        }
    }
}
