package dev.hawser.config;

import dev.hawser.HostSpec;
import dev.hawser.error.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the hosts of one database together: {@code host}, then {@code connection-strings}, then {@code replicas}. For one thread at a time. */
final class Hosts {

    private final String database;
    private final String engine;
    private final @Nullable String enginePort;
    private final Settings<ConfigProperty> settings;
    private final Surroundings around;
    private final Set<HostSpec> hosts = new LinkedHashSet<>();

    /** @param enginePort the port of a URL that says none */
    Hosts(
            String database,
            String engine,
            @Nullable String enginePort,
            Settings<ConfigProperty> settings,
            Surroundings around) {
        this.database = database;
        this.engine = engine;
        this.enginePort = enginePort;
        this.settings = settings;
        this.around = around;
    }

    /** Every host that is mentioned, without its port, as far as it can be read; what cannot is reported where it is checked. */
    static List<HostSpec> mentioned(Settings<ConfigProperty> settings, InstalledEngines engines) {
        List<HostSpec> hosts = new ArrayList<>(readable(() -> hosts(settings)));
        for (ConfigProperty property : List.of(ConfigProperty.CONNECTION_STRINGS, ConfigProperty.REPLICAS)) {
            for (String text : readable(() -> settings.texts(property))) {
                hosts.addAll(
                        readable(() -> isUrl(text) ? hosts(UrlParser.parse(text, engines)) : HostList.parse(text)));
            }
        }
        return hosts;
    }

    /** Whether there are any, or a placeholder that stands for them. */
    static boolean hasConnectionStrings(Settings<ConfigProperty> settings) {
        Setting<ConfigProperty> setting = settings.find(ConfigProperty.CONNECTION_STRINGS);
        return setting != null
                && (setting.template()
                        || !readable(() -> settings.texts(ConfigProperty.CONNECTION_STRINGS))
                                .isEmpty());
    }

    private static <T> List<T> readable(Supplier<List<T>> source) {
        try {
            return source.get();
        } catch (IllegalArgumentException | ConfigurationException e) {
            return List.of();
        }
    }

    private static List<HostSpec> hosts(Settings<ConfigProperty> settings) {
        List<?> hosts = settings.optional(ConfigProperty.HOST, List.class);
        return hosts == null
                ? List.of()
                : hosts.stream().map(HostSpec.class::cast).toList();
    }

    private static List<HostSpec> hosts(DatabaseUrl url) {
        String hosts = url.part(ConfigProperty.HOST);
        return hosts == null ? List.of() : HostList.parse(hosts);
    }

    private static boolean isUrl(String text) {
        return text.contains("://");
    }

    /** All of them, each once. */
    List<HostSpec> all(boolean firstConnectionStringIsUrl) {
        List<HostSpec> named = hosts(settings);
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
        Setting<ConfigProperty> port = settings.find(ConfigProperty.PORT);
        Setting<ConfigProperty> url = settings.find(ConfigProperty.URL);
        if (port == null || isDefault(port) || (url != null && url.origin().equals(port.origin()))) {
            return;
        }
        if (named.stream().allMatch(host -> host.port() != 0)) {
            Setting<ConfigProperty> host = Objects.requireNonNull(settings.find(ConfigProperty.HOST));
            around.problems()
                    .add(database + ": " + port.described() + ": every host of " + host.described()
                            + " has a port of its own; say it in one place");
        }
    }

    private static boolean isDefault(Setting<ConfigProperty> setting) {
        return setting.origin().startsWith("default") || setting.origin().startsWith("preset");
    }

    private void add(ConfigProperty property, int index, String text) {
        try {
            if (isUrl(text)) {
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
        url.parts().forEach((property, part) -> {
            Setting<ConfigProperty> own = settings.find(property);
            boolean differs = own == null || !part.equals(own.raw());
            if (differs && property != ConfigProperty.HOST && property != ConfigProperty.PORT) {
                throw differs(property.key());
            }
        });
        Map<String, String> properties = settings.map(ConfigProperty.PROPERTIES);
        url.properties().forEach((name, value) -> {
            if (!value.equals(properties.get(name))) {
                throw differs("parameter " + name);
            }
        });
        String port = url.part(ConfigProperty.PORT);
        String effective = port != null ? port : enginePort;
        addWithPort(hosts(url), effective == null ? null : HostList.port(effective));
    }

    private static IllegalArgumentException differs(String what) {
        return new IllegalArgumentException(
                "the " + what + " differs from the first host's; leave it out, or say the same");
    }

    private void addWithPort(List<HostSpec> entries, @Nullable Integer port) {
        for (HostSpec entry : entries) {
            hosts.add(entry.port() == 0 && port != null ? new HostSpec(entry.host(), port) : entry);
        }
    }
}
