package dev.hawser.config;

import dev.hawser.HostSpec;
import dev.hawser.error.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the hosts of one database together: {@code host}, then {@code connection-strings}, then {@code replicas}. For one thread at a time. */
final class Hosts {

    /** What a further URL must say as the first one does, or leave out. */
    private static final List<ConfigProperty> SHARED =
            List.of(ConfigProperty.DATABASE, ConfigProperty.USER, ConfigProperty.PASSWORD);

    private final String database;
    private final String engine;
    private final @Nullable String enginePort;
    private final Settings settings;
    private final Surroundings around;
    private final Set<HostSpec> hosts = new LinkedHashSet<>();

    /** @param enginePort the port of a URL that says none */
    Hosts(String database, String engine, @Nullable String enginePort, Settings settings, Surroundings around) {
        this.database = database;
        this.engine = engine;
        this.enginePort = enginePort;
        this.settings = settings;
        this.around = around;
    }

    /** The hosts that {@code host} names, as they stand there; none if they cannot be read. */
    static List<HostSpec> named(Settings settings) {
        Setting host = settings.find(ConfigProperty.HOST);
        if (host == null || host.template()) {
            return List.of();
        }
        try {
            return ((List<?>) PropertyReader.read(ConfigProperty.HOST, host.raw()))
                    .stream().map(HostSpec.class::cast).toList();
        } catch (IllegalArgumentException e) {
            // Reported where every value is checked.
            return List.of();
        }
    }

    /** All of them, each once. */
    List<HostSpec> all(boolean firstConnectionStringIsUrl) {
        List<HostSpec> named = named(settings);
        checkPort(named);
        addWithPort(named, settings.optional(ConfigProperty.PORT, Integer.class));
        List<String> strings = settings.texts(ConfigProperty.CONNECTION_STRINGS);
        int skipped = firstConnectionStringIsUrl ? 1 : 0;
        for (int i = skipped; i < strings.size(); i++) {
            add(ConfigProperty.CONNECTION_STRINGS, i, strings.get(i));
        }
        List<String> replicas = settings.texts(ConfigProperty.REPLICAS);
        for (int i = 0; i < replicas.size(); i++) {
            add(ConfigProperty.REPLICAS, i, replicas.get(i));
        }
        return new ArrayList<>(hosts);
    }

    /** A port that no host would use is a mistake, unless it merely comes with the URL whose host was overridden. */
    private void checkPort(List<HostSpec> named) {
        Setting port = settings.find(ConfigProperty.PORT);
        Setting url = settings.find(ConfigProperty.URL);
        if (port == null || isDefault(port) || (url != null && url.origin().equals(port.origin()))) {
            return;
        }
        if (named.stream().allMatch(host -> host.port() != 0)) {
            Setting host = Objects.requireNonNull(settings.find(ConfigProperty.HOST));
            around.problems()
                    .add(database + ": " + port.described() + ": every host of " + host.described()
                            + " has a port of its own; say it in one place");
        }
    }

    private static boolean isDefault(Setting setting) {
        return setting.origin().startsWith("default") || setting.origin().startsWith("preset");
    }

    private void add(ConfigProperty property, int index, String text) {
        try {
            if (text.contains("://")) {
                addUrl(UrlParser.parse(text, around.engines()));
            } else {
                addWithPort(HostList.parse(text), settings.optional(ConfigProperty.PORT, Integer.class));
            }
        } catch (ConfigurationException e) {
            around.problems().addAll(e, place(property, index));
        } catch (IllegalArgumentException e) {
            around.problems().add(place(property, index) + ": " + e.getMessage());
        }
    }

    private String place(ConfigProperty property, int index) {
        return database + ": " + Objects.requireNonNull(settings.find(property)).described() + ", entry " + (index + 1);
    }

    private void addUrl(DatabaseUrl url) {
        if (!url.engine().equals(engine)) {
            throw new IllegalArgumentException("expected " + engine + ", like the first host, not " + url.engine());
        }
        for (ConfigProperty property : SHARED) {
            String part = url.part(property);
            Setting own = settings.find(property);
            if (part != null && (own == null || !part.equals(own.raw()))) {
                throw new IllegalArgumentException(
                        "the " + property + " differs from the first host's; leave it out, or say the same");
            }
        }
        String host = url.part(ConfigProperty.HOST);
        String port = url.part(ConfigProperty.PORT);
        String effective = port != null ? port : enginePort;
        addWithPort(HostList.parse(host == null ? "" : host), effective == null ? null : HostList.port(effective));
    }

    private void addWithPort(List<HostSpec> entries, @Nullable Integer port) {
        for (HostSpec entry : entries) {
            hosts.add(entry.port() == 0 && port != null ? new HostSpec(entry.host(), port) : entry);
        }
    }
}
