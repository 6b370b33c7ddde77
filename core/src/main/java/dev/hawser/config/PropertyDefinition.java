package dev.hawser.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a table of properties; {@link Property} says what is in it. Immutable once the table stands. */
public final class PropertyDefinition {

    final String key;
    final PropertyType type;
    List<? extends Enum<?>> choices = List.of();
    List<String> aliases = List.of();
    List<String> variables = List.of();

    @Nullable
    String unit;

    @Nullable
    String min;

    @Nullable
    String max;

    @Nullable
    String pattern;

    @Nullable
    String defaultText;

    @Nullable
    String defaultNote;

    String description = "";

    private PropertyDefinition(String key, PropertyType type) {
        this.key = key;
        this.type = type;
    }

    static PropertyDefinition property(String key, PropertyType type) {
        return new PropertyDefinition(key, type);
    }

    /** One of the names of an enum's constants. */
    static PropertyDefinition choice(String key, Enum<?>... choices) {
        PropertyDefinition definition = property(key, PropertyType.CHOICE);
        definition.choices = List.of(choices);
        return definition;
    }

    static PropertyDefinition integer(String key, int min, int max) {
        return property(key, PropertyType.INTEGER).between(Integer.toString(min), Integer.toString(max));
    }

    /** A time span; {@code unit} is that of a bare number. */
    static PropertyDefinition duration(String key, String unit, String min, String max) {
        PropertyDefinition definition = property(key, PropertyType.DURATION).between(min, max);
        definition.unit = unit;
        return definition;
    }

    /** A number of bytes. */
    static PropertyDefinition bytes(String key, String min, String max) {
        return property(key, PropertyType.BYTES).between(min, max);
    }

    PropertyDefinition between(String min, String max) {
        this.min = min;
        this.max = max;
        return this;
    }

    /** Every text of it must match. */
    PropertyDefinition matching(String pattern) {
        this.pattern = pattern;
        return this;
    }

    PropertyDefinition aliases(String... aliases) {
        this.aliases = List.of(aliases);
        return this;
    }

    PropertyDefinition variables(String... variables) {
        this.variables = List.of(variables);
        return this;
    }

    PropertyDefinition otherwise(String defaultText) {
        this.defaultText = defaultText;
        return this;
    }

    /** What the documentation says of the default where one text does not tell it all. */
    PropertyDefinition defaultNote(String note) {
        this.defaultNote = note;
        return this;
    }

    PropertyDefinition describedAs(String description) {
        this.description = description;
        return this;
    }
}
