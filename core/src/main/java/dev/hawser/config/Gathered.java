package dev.hawser.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sources say of one part of the configuration, while they are gathered. For one thread at a time. */
abstract class Gathered<P extends Enum<P> & Property> {

    /** Who says it, from weak to strong. What names the part is stronger than what does not. */
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
    private final Class<P> type;
    private final Map<Source, Map<P, Setting<P>>> layers = new EnumMap<>(Source.class);

    Gathered(String name, Class<P> type) {
        this.name = name;
        this.type = type;
    }

    /** What it is called in messages and in variables. */
    final String name() {
        return name;
    }

    /** The property with this key or alias; null if there is none. */
    abstract @Nullable P property(String spelling);

    /** Whether this is the first part of a key with a dot. */
    abstract boolean isGroup(String text);

    /** What to say of a key that does not exist. */
    abstract String unknownKey(String spelling);

    /** Adds what a source says. Saying it twice in different spellings is a problem. */
    final void set(Source source, Setting<P> setting, Problems problems) {
        Setting<P> other = layer(source).putIfAbsent(setting.property(), setting);
        if (other != null) {
            problems.add(name + ": " + setting.property() + " is given twice: " + other.origin() + " and "
                    + setting.origin());
        }
    }

    final void setAll(Source source, Map<P, Setting<P>> settings) {
        layer(source).putAll(settings);
    }

    /** What each source says, the strongest first. */
    final List<Map<P, Setting<P>>> strongestFirst() {
        List<Map<P, Setting<P>>> result = new ArrayList<>(layers.values());
        Collections.reverse(result);
        return result;
    }

    /** What the strongest source says of a property; null if none says anything. */
    final @Nullable Setting<P> strongest(P property) {
        return strongestFirst().stream()
                .map(layer -> layer.get(property))
                .filter(setting -> setting != null)
                .findFirst()
                .orElse(null);
    }

    private Map<P, Setting<P>> layer(Source source) {
        return layers.computeIfAbsent(source, s -> new EnumMap<>(type));
    }
}
