package dev.hawser.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses the database that process-wide variables configure: the one named {@code default}, else the one marked, else the only one. */
final class DefaultChoice {

    static final String NAME = "default";

    private final Map<String, Draft> drafts;
    private final Placeholders placeholders;
    private final Problems problems;

    DefaultChoice(Map<String, Draft> drafts, Placeholders placeholders, Problems problems) {
        this.drafts = drafts;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** The default database; null if there are several and none is marked. More than one is a problem. */
    @Nullable
    Draft choose() {
        Set<Draft> chosen = new LinkedHashSet<>();
        Draft byName = drafts.get(NAME);
        if (byName != null) {
            chosen.add(byName);
        }
        chosen.addAll(marked(true));
        if (chosen.size() > 1) {
            problems.add("more than one default database: "
                    + chosen.stream().map(DefaultChoice::described).collect(Collectors.joining(", ")));
        }
        if (chosen.isEmpty() && drafts.size() == 1 && marked(false).isEmpty()) {
            chosen.addAll(drafts.values());
        }
        return chosen.stream().findFirst().orElse(null);
    }

    private List<Draft> marked(boolean as) {
        return drafts.values().stream().filter(draft -> isMarked(draft, as)).toList();
    }

    private boolean isMarked(Draft draft, boolean as) {
        Setting<ConfigProperty> setting = draft.strongest(ConfigProperty.DEFAULT);
        if (setting == null) {
            return false;
        }
        try {
            return PropertyReader.read(
                            ConfigProperty.DEFAULT, placeholders.fill(setting).raw())
                    .equals(as);
        } catch (IllegalArgumentException e) {
            // Reported where every value is checked.
            return false;
        }
    }

    private static String described(Draft draft) {
        Setting<ConfigProperty> setting = draft.strongest(ConfigProperty.DEFAULT);
        return draft.name() + " (" + (setting == null ? draft.origin() : setting.origin()) + ")";
    }
}
