package dev.hawser.config;

import dev.hawser.HostSpec;
import dev.hawser.spi.Engine;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database URL, taken apart: {@code postgresql://user:password@db1:5432,db2:5432/orders?sslmode=require}, {@code sqlite:///orders.db}, or the
 * {@code jdbc:} form of either. Immutable. It prints without its password and parameters.
 */
public final class DatabaseUrl {

    private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?";
    private static final Pattern SAFE = Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:)+//)([^@/?;]*@)?(" + HOST + "(?:,"
            + HOST + ")*(?:/[A-Za-z0-9._-]*)?)([?;].*)?");
    private static final Pattern SCHEME = Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:)+(?://)?).*", Pattern.DOTALL);

    private final String scheme;
    private final String engine;
    private final boolean embedded;
    private final Map<ConfigProperty, String> parts;
    private final Map<String, String> properties;

    DatabaseUrl(String scheme, Engine engine, Map<ConfigProperty, String> parts, Map<String, String> properties) {
        this.scheme = scheme;
        this.engine = engine.name();
        this.embedded = engine.embedded();
        this.parts = new EnumMap<>(parts);
        this.properties = new LinkedHashMap<>(properties);
    }

    /**
     * Takes a URL apart. Messages never contain a credential.
     *
     * @param engines the engines that are installed; their schemes are the legal ones
     * @throws dev.hawser.error.UnknownDatabaseTypeException if no engine answers to its scheme
     * @throws dev.hawser.error.ConfigurationException if it is malformed
     */
    public static DatabaseUrl parse(String text, Collection<Engine> engines) {
        return UrlParser.parse(text, new InstalledEngines(engines));
    }

    /** A text that may be a URL, as far as it may be printed. Of one that is malformed, nothing but the scheme is sure to hold no credential. */
    static String redact(String text) {
        Matcher safe = SAFE.matcher(text.strip());
        if (safe.matches()) {
            String credentials = safe.group(2) == null ? "" : Secret.MASK + "@";
            return safe.group(1) + credentials + safe.group(3) + (safe.group(4) == null ? "" : "?" + Secret.MASK);
        }
        Matcher scheme = SCHEME.matcher(text.strip());
        return (scheme.matches() ? scheme.group(1) : "") + Secret.MASK;
    }

    /** The name of the engine that answers to it, such as {@code postgresql}. */
    public String engine() {
        return engine;
    }

    /** Its parts, by the property that each sets. The password is among them. */
    Map<ConfigProperty, String> parts() {
        return parts;
    }

    /** Its parameters that are meant for the driver. */
    Map<String, String> properties() {
        return properties;
    }

    /** What it says of one property; null if nothing. */
    @Nullable
    String part(ConfigProperty property) {
        return parts.get(property);
    }

    @Override
    public String toString() {
        if (embedded) {
            return scheme + ":" + parts.getOrDefault(ConfigProperty.DATABASE, "");
        }
        return scheme + "://" + printableUser() + printableHosts() + "/"
                + parts.getOrDefault(ConfigProperty.DATABASE, "");
    }

    private String printableUser() {
        String user = parts.get(ConfigProperty.USER);
        boolean password = parts.containsKey(ConfigProperty.PASSWORD);
        if (user == null && !password) {
            return "";
        }
        return (user == null ? "" : user) + (password ? ":" + Secret.MASK : "") + "@";
    }

    private String printableHosts() {
        String hosts = parts.getOrDefault(ConfigProperty.HOST, "");
        String port = parts.get(ConfigProperty.PORT);
        if (hosts.isEmpty() || port == null) {
            return hosts;
        }
        return HostList.parse(hosts).stream()
                .map(host -> new HostSpec(host.host(), host.port() == 0 ? HostList.port(port) : host.port()).toString())
                .collect(Collectors.joining(","));
    }
}
