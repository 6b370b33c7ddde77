package dev.hawser.config;

import dev.hawser.spi.NearestName;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The properties of one table, found by what people write. Immutable. */
final class PropertyTable<P extends Enum<P> & Property> {

    private final Map<String, P> bySpelling = new LinkedHashMap<>();
    private final Set<String> groups = new TreeSet<>();

    PropertyTable(Class<P> type) {
        for (P property : type.getEnumConstants()) {
            add(property.key(), property);
            property.aliases().forEach(alias -> add(alias, property));
            int dot = property.key().indexOf('.');
            if (dot > 0) {
                groups.add(property.key().substring(0, dot));
            }
        }
    }

    private void add(String spelling, P property) {
        P other = bySpelling.putIfAbsent(Spelling.normalise(spelling), property);
        if (other != null) {
            throw new IllegalStateException(spelling + " means both " + other + " and " + property);
        }
    }

    @Nullable
    P find(String spelling) {
        return bySpelling.get(Spelling.normalise(spelling));
    }

    /** Whether this is the first part of a key with a dot: what may stand as a map of its own. */
    boolean isGroup(String text) {
        return groups.contains(text.toLowerCase(Locale.ROOT));
    }

    /** The key that is nearest to one that does not exist. */
    String nearest(String spelling) {
        String nearest = NearestName.to(Spelling.normalise(spelling), bySpelling.keySet());
        return Objects.requireNonNull(bySpelling.get(nearest)).key();
    }
}
