package dev.hawser.config;

import dev.hawser.spi.Engine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engines by the schemes they answer to. Immutable. */
final class InstalledEngines {

    private final Map<String, Engine> byScheme = new LinkedHashMap<>();

    InstalledEngines(Collection<Engine> engines) {
        for (Engine engine : engines) {
            byScheme.putIfAbsent(engine.name(), engine);
            engine.schemes().forEach(scheme -> byScheme.putIfAbsent(scheme, engine));
        }
    }

    /** The engine of {@code postgres}, {@code PostgreSQL} or {@code postgresql+psycopg2}; null if there is none. */
    @Nullable
    Engine find(String type) {
        String scheme = type.strip().toLowerCase(Locale.ROOT);
        Engine engine = byScheme.get(scheme);
        int plus = scheme.indexOf('+');
        return engine != null || plus < 0 ? engine : byScheme.get(scheme.substring(0, plus));
    }

    /** The schemes, for messages. */
    String schemes() {
        return byScheme.isEmpty() ? "none" : String.join(", ", byScheme.keySet());
    }
}
