package dev.hawser.config;

import dev.hawser.error.ConfigurationException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays what the sources say of one database over each other, the strongest first: what is already there stays. A URL stands for its parts, beneath the
 * keys of its own source; it describes the whole place, so weaker sources add nothing to that. For one thread at a time.
 */
final class Merge {

    /** Where a database is: what a URL replaces in weaker sources even where it does not say it itself. */
    static final Set<ConfigProperty> PLACE = EnumSet.of(
            ConfigProperty.URL,
            ConfigProperty.CONNECTION_STRINGS,
            ConfigProperty.TYPE,
            ConfigProperty.HOST,
            ConfigProperty.PORT,
            ConfigProperty.DATABASE);

    private final Draft draft;
    private final InstalledEngines engines;
    private final Placeholders placeholders;
    private final Problems problems;
    private final Map<ConfigProperty, Setting<ConfigProperty>> settings = new EnumMap<>(ConfigProperty.class);
    private final Map<String, String> properties = new LinkedHashMap<>();
    private @Nullable DatabaseUrl url;
    private boolean urlIsConnectionString;

    Merge(Draft draft, InstalledEngines engines, Placeholders placeholders, Problems problems) {
        this.draft = draft;
        this.engines = engines;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** What is in effect, by property. */
    Map<ConfigProperty, Setting<ConfigProperty>> run() {
        boolean placed = false;
        for (Map<ConfigProperty, Setting<ConfigProperty>> layer : draft.strongestFirst()) {
            Map<ConfigProperty, Setting<ConfigProperty>> kept = new EnumMap<>(layer);
            if (placed) {
                // Replicas belong to the place that their own source describes.
                if (layer.keySet().stream().anyMatch(PLACE::contains)) {
                    kept.remove(ConfigProperty.REPLICAS);
                }
                kept.keySet().removeAll(PLACE);
            }
            kept.values().forEach(this::add);
            placed |= addUrl(kept);
        }
        return settings;
    }

    /** The URL in effect; null if there is none, or none that can be read. */
    @Nullable
    DatabaseUrl url() {
        return url;
    }

    /** Whether the URL in effect is the first of the connection strings. */
    boolean urlIsConnectionString() {
        return urlIsConnectionString;
    }

    private void add(Setting<ConfigProperty> setting) {
        ConfigProperty property = setting.property();
        boolean known = settings.containsKey(property);
        if (property == ConfigProperty.URL || (known && property != ConfigProperty.PROPERTIES)) {
            return;
        }
        Setting<ConfigProperty> filled = filled(setting);
        if (filled == null) {
            settings.putIfAbsent(property, setting);
        } else if (property == ConfigProperty.PROPERTIES) {
            addProperties(filled);
        } else {
            settings.put(property, filled);
        }
    }

    /** Properties are merged one by one, the strongest first. */
    private void addProperties(Setting<ConfigProperty> setting) {
        try {
            PropertyReader.map(setting.raw()).forEach(properties::putIfAbsent);
        } catch (IllegalArgumentException e) {
            problems.addBadValue(draft.name(), setting, setting.property().allowed());
            return;
        }
        Setting<ConfigProperty> strongest = settings.getOrDefault(ConfigProperty.PROPERTIES, setting);
        settings.put(
                ConfigProperty.PROPERTIES,
                Setting.of(ConfigProperty.PROPERTIES, Map.copyOf(properties), strongest.origin()));
    }

    /** Adds the parts of a source's URL, or of the first of its connection strings. Whether it has one. */
    private boolean addUrl(Map<ConfigProperty, Setting<ConfigProperty>> layer) {
        Setting<ConfigProperty> given = layer.get(ConfigProperty.URL);
        Setting<ConfigProperty> setting = given != null ? filled(given) : firstConnectionString(layer);
        if (setting == null) {
            if (given != null) {
                settings.put(ConfigProperty.URL, given);
            }
            return given != null || layer.containsKey(ConfigProperty.CONNECTION_STRINGS);
        }
        try {
            DatabaseUrl parsed = UrlParser.parse(String.valueOf(setting.raw()), engines);
            url = parsed;
            urlIsConnectionString = given == null;
            settings.put(ConfigProperty.URL, Setting.of(ConfigProperty.URL, parsed, setting.origin()));
            addParts(parsed, setting.origin(), layer);
        } catch (ConfigurationException e) {
            settings.put(ConfigProperty.URL, setting);
            problems.addAll(e, draft.name() + ": " + setting.described());
        }
        return true;
    }

    private @Nullable Setting<ConfigProperty> firstConnectionString(
            Map<ConfigProperty, Setting<ConfigProperty>> layer) {
        if (!layer.containsKey(ConfigProperty.CONNECTION_STRINGS)) {
            return null;
        }
        Setting<ConfigProperty> all = settings.get(ConfigProperty.CONNECTION_STRINGS);
        if (all == null || all.template()) {
            return null;
        }
        List<String> urls = urls(all);
        return urls.isEmpty() ? null : Setting.of(ConfigProperty.URL, urls.get(0), all.origin());
    }

    private static List<String> urls(Setting<ConfigProperty> setting) {
        try {
            return PropertyReader.urls(setting.raw());
        } catch (IllegalArgumentException e) {
            // Reported where every value is checked.
            return List.of();
        }
    }

    private void addParts(DatabaseUrl parsed, String origin, Map<ConfigProperty, Setting<ConfigProperty>> layer) {
        parsed.parts().forEach((property, text) -> {
            Setting<ConfigProperty> part = Setting.of(property, text, origin);
            if (property == ConfigProperty.SSL_MODE && isStronger(part, layer.get(property))) {
                settings.put(property, part);
            } else {
                settings.putIfAbsent(property, part);
            }
        });
        settings.putIfAbsent(ConfigProperty.TYPE, Setting.of(ConfigProperty.TYPE, parsed.engine(), origin));
        if (!parsed.properties().isEmpty()) {
            addProperties(Setting.of(ConfigProperty.PROPERTIES, parsed.properties(), origin));
        }
    }

    /** PGSSLMODE beside a URL with sslmode: the stricter one, so that neither weakens what the other asks for. */
    private boolean isStronger(Setting<ConfigProperty> part, @Nullable Setting<ConfigProperty> own) {
        Setting<ConfigProperty> effective = settings.get(ConfigProperty.SSL_MODE);
        if (own == null || effective == null || !own.origin().equals(effective.origin())) {
            return false;
        }
        try {
            return mode(part).compareTo(mode(effective)) > 0;
        } catch (IllegalArgumentException e) {
            // One of them is no mode at all. If it is the own one it stays in effect and is reported; the URL's is
            // overridden.
            return false;
        }
    }

    private static SslMode mode(Setting<ConfigProperty> setting) {
        return PropertyReader.sslMode(String.valueOf(setting.raw()));
    }

    private @Nullable Setting<ConfigProperty> filled(Setting<ConfigProperty> setting) {
        try {
            return placeholders.fill(setting);
        } catch (IllegalArgumentException e) {
            problems.add(draft.name() + ": " + setting.described() + ": " + e.getMessage());
            return null;
        }
    }
}
