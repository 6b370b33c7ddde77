package dev.hawser.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of the configuration beside the databases, such as {@code server}, while its sources are gathered: in a file a top key of this name, as a variable
 * {@code HAWSER_SERVER_PORT}. For one thread at a time.
 */
final class Section<P extends Enum<P> & Property> extends Gathered<P> {

    /** What Kubernetes sets beside a service called {@code hawser-server}. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("SERVICE_(HOST|PORT(_.*)?)|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

    private final Class<P> type;
    private final PropertyTable<P> table;

    Section(String name, Class<P> type) {
        super(name, type);
        this.type = type;
        this.table = new PropertyTable<>(type);
    }

    @Override
    @Nullable
    P property(String spelling) {
        return table.find(spelling);
    }

    @Override
    boolean isGroup(String text) {
        return table.isGroup(text);
    }

    @Override
    String unknownKey(String spelling) {
        return "unknown key; the nearest is " + table.nearest(spelling);
    }

    /** Whether a variable means this section, as far as its beginning tells. */
    boolean isNamedBy(String rest) {
        return rest.startsWith(prefix());
    }

    /** Whether a variable means a property of this section. */
    boolean knows(String rest) {
        return isNamedBy(rest) && property(key(rest)) != null;
    }

    /** Whether a variable looks like this section's, and others set it for purposes of theirs. */
    boolean isForeign(String rest, String value) {
        return OF_KUBERNETES.matcher(key(rest)).matches() || value.startsWith("tcp://") || value.startsWith("udp://");
    }

    /** Adds what a variable says. */
    void set(Source source, String rest, Variable variable, Problems problems) {
        set(source, key(rest), variable.value(), variable.origin(), problems);
    }

    /** Adds what a source says of a key; one that does not exist is a problem. */
    void set(Source source, String key, Object raw, String origin, Problems problems) {
        P property = property(key);
        if (property == null) {
            problems.add(name() + ": " + key + " (" + origin + "): " + unknownKey(key));
        } else {
            set(source, Setting.of(property, raw, origin), problems);
        }
    }

    /** Adds what is configured by variables that do not name the section, such as {@code JWT_SECRET_KEY}. */
    void addGeneral(Source source, Map<String, Variable> variables) {
        Map<P, Setting<P>> settings = new EnumMap<>(type);
        for (P property : type.getEnumConstants()) {
            Variable variable = VariableSource.first(property.variables(), variables);
            if (variable != null) {
                settings.put(property, Setting.of(property, variable.value(), variable.origin()));
            }
        }
        setAll(source, settings);
    }

    /** What is in effect; what is wrong with it is reported. */
    Settings<P> settings(Placeholders placeholders, Problems problems) {
        Map<P, Setting<P>> effective = new EnumMap<>(type);
        strongestFirst().forEach(layer -> layer.forEach(effective::putIfAbsent));
        effective.replaceAll((property, setting) -> filled(setting, placeholders, problems));
        Settings<P> settings = new Settings<>(effective);
        for (P property : type.getEnumConstants()) {
            String text = property.defaultText();
            if (text != null) {
                settings.otherwise(property, text, "default");
            }
        }
        settings.check(name(), problems);
        return settings;
    }

    private Setting<P> filled(Setting<P> setting, Placeholders placeholders, Problems problems) {
        try {
            return placeholders.fill(setting);
        } catch (IllegalArgumentException e) {
            problems.add(name() + ": " + setting.described() + ": " + e.getMessage());
            return setting;
        }
    }

    private String key(String rest) {
        return rest.substring(prefix().length());
    }

    private String prefix() {
        return Spelling.variable(name()) + "_";
    }
}
