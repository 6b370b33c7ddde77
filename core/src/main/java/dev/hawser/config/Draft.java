package dev.hawser.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One database while its sources are gathered: what each of them says. For one thread at a time. */
final class Draft {

    /** Who says it, from weak to strong. What names the database is stronger than what does not. */
    enum Source {
        FALLBACK,
        FILE,
        CODE,
        DOTENV,
        DOTENV_NAMED,
        SYSTEM,
        SYSTEM_NAMED,
        ENVIRONMENT,
        ENVIRONMENT_NAMED
    }

    private final String name;
    private final String origin;
    private final Map<Source, Map<ConfigProperty, Setting>> layers = new EnumMap<>(Source.class);
    private boolean unreadable;

    Draft(String name, String origin) {
        this.name = name;
        this.origin = origin;
    }

    String name() {
        return name;
    }

    /** Where the name was first given. */
    String origin() {
        return origin;
    }

    /** Notes that what the file says of it is no map at all: that is reported, and there is nothing else to find out. */
    void markUnreadable() {
        unreadable = true;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    /** Adds what a source says. Saying it twice in different spellings is a problem. */
    void set(Source source, Setting setting, Problems problems) {
        Setting other = layer(source).putIfAbsent(setting.property(), setting);
        if (other != null) {
            problems.add(name + ": " + setting.property() + " is given twice: " + other.origin() + " and "
                    + setting.origin());
        }
    }

    void setAll(Source source, Map<ConfigProperty, Setting> settings) {
        layer(source).putAll(settings);
    }

    /** What each source says, the strongest first. */
    List<Map<ConfigProperty, Setting>> strongestFirst() {
        List<Map<ConfigProperty, Setting>> result = new ArrayList<>(layers.values());
        Collections.reverse(result);
        return result;
    }

    /** What the strongest source says of a property; null if none says anything. */
    @Nullable
    Setting strongest(ConfigProperty property) {
        return strongestFirst().stream()
                .map(layer -> layer.get(property))
                .filter(setting -> setting != null)
                .findFirst()
                .orElse(null);
    }

    /** Whether any source says where it is. */
    boolean places() {
        return Merge.PLACE.stream().anyMatch(property -> strongest(property) != null);
    }

    private Map<ConfigProperty, Setting> layer(Source source) {
        return layers.computeIfAbsent(source, s -> new EnumMap<>(ConfigProperty.class));
    }
}
