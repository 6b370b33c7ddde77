package dev.hawser.config;

import dev.hawser.config.Gathered.Source;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one source, sorted by what they configure: the default database ({@code DB_POOL_SIZE}), a named one ({@code HAWSER_ORDERS_POOL_SIZE}),
 * or the whole ({@code ENVIRONMENT}). Blank ones count as not set. For one thread at a time.
 */
final class VariableSource {

    private static final String ENVIRONMENT_PREFIX = "HAWSER_";
    private static final String SYSTEM_PREFIX = "hawser.";
    private static final Set<String> RESERVED = Set.of("CONFIG", "PROFILE");
    private static final List<String> PROFILE = List.of("HAWSER_PROFILE", "ENVIRONMENT", "APP_ENV", "FLASK_ENV");
    private static final String URL_SUFFIX = "_URL";

    private final Source general;
    private final Source named;
    /** What configures the default database. */
    private final Map<ConfigProperty, Setting<ConfigProperty>> generalSettings = new EnumMap<>(ConfigProperty.class);
    /** What may configure a named one, by its name. */
    private final Map<String, Variable> namedVariables = new TreeMap<>();
    /** What names no database that is configured. */
    private final Set<String> unused = new TreeSet<>();

    private final @Nullable Variable profile;
    private final @Nullable Variable file;

    private VariableSource(Source general, Source named, @Nullable Variable profile, @Nullable Variable file) {
        this.general = general;
        this.named = named;
        this.profile = profile;
        this.file = file;
    }

    /** Environment variables of the process, or what stands for them in {@code .env}. */
    static VariableSource environment(Source general, Source named, Map<String, Variable> variables) {
        VariableSource source = new VariableSource(
                general, named, first(PROFILE, variables), first(List.of("HAWSER_CONFIG"), variables));
        for (ConfigProperty property : ConfigProperty.values()) {
            Variable variable = first(property.variables(), variables);
            if (variable != null) {
                source.generalSettings.put(property, Setting.of(property, variable.value(), variable.origin()));
            }
        }
        source.addNamed(ENVIRONMENT_PREFIX, variables);
        return source;
    }

    /** System properties: {@code hawser.pool.size}, {@code hawser.orders.pool.size}. */
    static VariableSource systemProperties(Map<String, Variable> variables) {
        VariableSource source = new VariableSource(
                Source.SYSTEM,
                Source.SYSTEM_NAMED,
                first(List.of("hawser.profile"), variables),
                first(List.of("hawser.config"), variables));
        source.addNamed(SYSTEM_PREFIX, variables);
        return source;
    }

    static @Nullable Variable first(List<String> names, Map<String, Variable> variables) {
        return names.stream()
                .map(variables::get)
                .filter(variable -> variable != null && !variable.value().isBlank())
                .findFirst()
                .orElse(null);
    }

    private void addNamed(String prefix, Map<String, Variable> variables) {
        variables.forEach((name, variable) -> {
            if (name.startsWith(prefix) && !variable.value().isBlank()) {
                if (!RESERVED.contains(rest(variable))) {
                    namedVariables.put(name, variable);
                }
            }
        });
    }

    @Nullable
    Variable profile() {
        return profile;
    }

    @Nullable
    Variable file() {
        return file;
    }

    Map<ConfigProperty, Setting<ConfigProperty>> generalSettings() {
        return generalSettings;
    }

    /** Adds what configures the default database to it. */
    void applyGeneral(Draft draft) {
        draft.setAll(general, generalSettings);
    }

    /** {@code HAWSER_ORDERS_URL} defines the database {@code orders} if no source has named it. */
    void define(Map<String, Draft> drafts, List<Section<?>> sections) {
        namedVariables.values().forEach(variable -> {
            String rest = rest(variable);
            boolean names = rest.endsWith(URL_SUFFIX)
                    && rest.length() > URL_SUFFIX.length()
                    && sections.stream().noneMatch(section -> section.isNamedBy(rest));
            if (names && candidates(rest, drafts.values()).isEmpty() && !isGeneral(rest)) {
                String name =
                        rest.substring(0, rest.length() - URL_SUFFIX.length()).toLowerCase(Locale.ROOT);
                drafts.put(name, new Draft(name, variable.origin()));
            }
        });
    }

    /** Adds what configures a named database, or a section, to it. */
    void applyNamed(Collection<Draft> drafts, List<Section<?>> sections, Problems problems) {
        namedVariables.values().forEach(variable -> {
            String rest = rest(variable);
            Section<?> section = sections.stream()
                    .filter(candidate -> candidate.isNamedBy(rest))
                    .findFirst()
                    .orElse(null);
            if (section != null && section.isForeign(rest, variable.value())) {
                return;
            }
            List<Draft> candidates = candidates(rest, drafts);
            if (section != null && section.knows(rest)) {
                section.set(named, rest, variable, problems);
            } else if (!candidates.isEmpty()) {
                apply(rest, variable, candidates, problems);
            } else if (isGeneral(rest)) {
                addGeneral(rest, variable, problems);
            } else if (section != null) {
                section.set(named, rest, variable, problems); // says that there is no such key
            } else {
                unused.add(variable.name());
            }
        });
    }

    /** The names of variables that look like ours and configure nothing. */
    Set<String> unused() {
        return unused;
    }

    /** The databases whose name the variable begins with, the longest first. */
    private static List<Draft> candidates(String rest, Collection<Draft> drafts) {
        return drafts.stream()
                .filter(draft -> rest.startsWith(prefix(draft)))
                .sorted(Comparator.comparing((Draft draft) -> draft.name().length())
                        .reversed())
                .toList();
    }

    private void apply(String rest, Variable variable, List<Draft> candidates, Problems problems) {
        for (Draft draft : candidates) {
            ConfigProperty property =
                    Spelling.property(rest.substring(prefix(draft).length()));
            if (property != null) {
                draft.set(named, Setting.of(property, variable.value(), variable.origin()), problems);
                return;
            }
        }
        Draft draft = candidates.get(0);
        String key = rest.substring(prefix(draft).length());
        problems.add(draft.name() + ": " + key + " (" + variable.origin() + "): " + Spelling.unknownKey(key));
    }

    /** {@code hawser.pool.size} is the default database's; an environment variable has DB_POOL_SIZE for that. */
    private boolean isGeneral(String rest) {
        return general == Source.SYSTEM && Spelling.property(rest) != null;
    }

    private void addGeneral(String rest, Variable variable, Problems problems) {
        ConfigProperty property = Spelling.property(rest);
        if (property == null) {
            throw new IllegalStateException(rest);
        }
        Setting<ConfigProperty> other =
                generalSettings.putIfAbsent(property, Setting.of(property, variable.value(), variable.origin()));
        if (other != null) {
            problems.add(property + " is given twice: " + other.origin() + " and " + variable.origin());
        }
    }

    /** The name of a variable without what they all begin with: {@code ORDERS_POOL_SIZE}. Both prefixes have the same length. */
    private static String rest(Variable variable) {
        return Spelling.variable(variable.name().substring(ENVIRONMENT_PREFIX.length()));
    }

    private static String prefix(Draft draft) {
        return Spelling.variable(draft.name()) + "_";
    }
}
