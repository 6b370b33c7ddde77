package dev.hawser.config;

import dev.hawser.config.Gathered.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every source, and sorts what they say by database. For one thread at a time. */
final class SourceReader {

    // Under the public name: it is the one that people know how to silence.
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);

    private static final List<String> FILES = List.of("hawser.yaml", "hawser.yml", "hawser.json");
    private static final String DATABASE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final String EMBEDDED = "sqlite";
    private static final String EMBEDDED_FILE = "hawser.db";

    private final ConfigSources sources;
    private final InstalledEngines engines;
    private final Problems problems;
    private final Section<ServerProperty> server = new Section<>(ServerProperty.SECTION, ServerProperty.class);
    private final Section<AlertProperty> alerts = new Section<>(AlertProperty.SECTION, AlertProperty.class);
    private final List<Section<?>> sections = List.of(server, alerts);
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, String> environmentTexts = new HashMap<>();
    private final List<String> described = new ArrayList<>();
    private final List<VariableSource> variableSources;
    private final VariableSource environment;
    private final VariableSource system;
    private final VariableSource dotEnv;
    private Placeholders placeholders;
    private Profile profile = Profile.DEVELOPMENT;
    private String profileOrigin = "default";
    private @Nullable Draft defaultDraft;

    SourceReader(ConfigSources sources, InstalledEngines engines, Problems problems) {
        this.sources = sources;
        this.engines = engines;
        this.problems = problems;
        Map<String, Variable> inDotEnv = DotEnv.read(sources.workingDirectory(), problems);
        Map<String, Variable> inEnvironment = variables(sources.environment(), "environment ");
        Map<String, Variable> inSystem = variables(sources.systemProperties(), "system property ");
        this.dotEnv = VariableSource.environment(Source.DOTENV, Source.DOTENV_NAMED, inDotEnv);
        this.system = VariableSource.systemProperties(inSystem);
        this.environment = VariableSource.environment(Source.ENVIRONMENT, Source.ENVIRONMENT_NAMED, inEnvironment);
        this.variableSources = List.of(dotEnv, system, environment);
        sections.forEach(section -> section.addGeneral(Source.DOTENV, inDotEnv));
        sections.forEach(section -> section.addGeneral(Source.ENVIRONMENT, inEnvironment));
        for (Map<String, Variable> variables : List.of(inDotEnv, inEnvironment)) {
            variables.values().stream()
                    .filter(variable -> !variable.value().isBlank())
                    .forEach(variable -> environmentTexts.put(variable.name(), variable.value()));
        }
        this.placeholders = new Placeholders(environmentTexts::get, sources.workingDirectory());
    }

    /** The databases that any source names. If the file cannot be read at all, that is reported at once: nothing else can be known. */
    List<Draft> read() {
        readFile();
        readCode();
        boolean named = !drafts.isEmpty();
        checkNames();
        variableSources.forEach(source -> source.define(drafts, sections));
        addDefault(named);
        variableSources.forEach(source -> source.applyNamed(drafts.values(), sections, problems));
        defaultDraft = new DefaultChoice(drafts, placeholders, problems).choose();
        applyGeneral();
        fallBack();
        described.add("the environment");
        return List.copyOf(drafts.values());
    }

    /** What any source says of the server. */
    Section<ServerProperty> server() {
        return server;
    }

    /** What any source says of alerts. */
    Section<AlertProperty> alerts() {
        return alerts;
    }

    Profile profile() {
        return profile;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    /** The database that process-wide variables configure; null if none of several is marked. */
    @Nullable
    Draft defaultDraft() {
        return defaultDraft;
    }

    /** What was read: {@code hawser.yaml and the environment}. */
    String description() {
        int last = described.size() - 1;
        return last == 0
                ? described.get(0)
                : String.join(", ", described.subList(0, last)) + " and " + described.get(last);
    }

    private static Map<String, Variable> variables(Map<String, String> texts, String origin) {
        Map<String, Variable> variables = new HashMap<>();
        texts.forEach((name, value) -> variables.put(name, new Variable(name, value, origin + name)));
        return variables;
    }

    private void readFile() {
        FileToRead toRead = fileToRead();
        if (toRead == null) {
            chooseProfile(null);
            return;
        }
        Path directory = toRead.path().toAbsolutePath().resolveSibling("");
        placeholders = new Placeholders(environmentTexts::get, directory);
        ConfigFile file = new ConfigFile(toRead.label(), sections, problems);
        if (!file.read(toRead.path(), toRead.givenBy())) {
            problems.throwIfAny();
        }
        file.drafts().forEach(draft -> drafts.put(draft.name(), draft));
        described.add(toRead.label());
        chooseProfile(file.profile());
    }

    private record FileToRead(Path path, String label, String givenBy) {}

    /** The file given in code or on the command line, else the one a variable names, else the one in the working directory; null if there is none. */
    private @Nullable FileToRead fileToRead() {
        Path given = sources.file();
        if (given != null) {
            return new FileToRead(given, given.toString(), "");
        }
        for (VariableSource source : List.of(environment, system, dotEnv)) {
            Variable variable = source.file();
            if (variable != null) {
                String name = variable.value().strip();
                return new FileToRead(sources.workingDirectory().resolve(name), name, variable.origin());
            }
        }
        List<String> found = FILES.stream()
                .filter(name -> Files.exists(sources.workingDirectory().resolve(name)))
                .toList();
        if (found.size() > 1) {
            problems.add(String.join(" and ", found) + " are both there; keep one of them");
        }
        return found.isEmpty()
                ? null
                : new FileToRead(sources.workingDirectory().resolve(found.get(0)), found.get(0), "");
    }

    private void readCode() {
        for (DatabaseOptions options : sources.databases()) {
            Draft draft = drafts.computeIfAbsent(options.name(), name -> new Draft(name, "code"));
            options.values().forEach((key, raw) -> {
                ConfigProperty property = Spelling.property(key);
                if (property == null) {
                    problems.add(draft.name() + ": " + key + " (code): " + Spelling.unknownKey(key));
                } else {
                    draft.set(Source.CODE, Setting.of(property, raw, "code"), problems);
                }
            });
        }
        sources.sections().forEach(this::readSection);
        if (!sources.databases().isEmpty() || !sources.sections().isEmpty()) {
            described.add("code");
        }
    }

    private void readSection(String name, Map<String, Object> options) {
        for (Section<?> section : sections) {
            if (section.name().equals(name)) {
                options.forEach((key, raw) -> section.set(Source.CODE, key, raw, "code", problems));
                return;
            }
        }
        problems.add("unknown section " + name + " (code)");
    }

    /** The profile of the strongest source that names one counts. */
    private void chooseProfile(@Nullable Variable inFile) {
        Variable chosen = inFile;
        Profile inCode = sources.profile();
        if (inCode != null) {
            chosen = new Variable("profile", inCode.toString(), "code");
        }
        for (VariableSource source : variableSources) {
            chosen = source.profile() != null ? source.profile() : chosen;
        }
        if (chosen != null) {
            setProfile(chosen);
        }
    }

    private void setProfile(Variable chosen) {
        profileOrigin = chosen.origin();
        try {
            String text = placeholders.fill(chosen.value()).strip().toLowerCase(Locale.ROOT);
            switch (text) {
                case "development", "dev" -> profile = Profile.DEVELOPMENT;
                case "production", "prod" -> profile = Profile.PRODUCTION;
                default ->
                    problems.add("profile = " + chosen.value() + " (" + chosen.origin() + "): expected "
                            + String.join(
                                    " or ",
                                    Arrays.stream(Profile.values())
                                            .map(Profile::toString)
                                            .toList())
                            + "; HAWSER_PROFILE overrides a variable that is meant for others");
            }
        } catch (IllegalArgumentException e) {
            problems.add("profile (" + chosen.origin() + "): " + e.getMessage());
        }
    }

    private void checkNames() {
        Map<String, Draft> byVariable = new HashMap<>();
        for (Draft draft : drafts.values()) {
            if (!draft.name().matches(DATABASE_NAME)) {
                problems.add("\"" + draft.name() + "\" (" + draft.origin()
                        + "): expected a name of at most 63 letters, digits, dots, dashes and underscores");
            }
            if (sections.stream().anyMatch(section -> section.name().equals(Spelling.normalise(draft.name())))) {
                problems.add("\"" + draft.name() + "\" (" + draft.origin()
                        + "): no database can have this name, since HAWSER_" + Spelling.variable(draft.name())
                        + "_… configures the " + Spelling.normalise(draft.name()));
            }
            Draft other = byVariable.putIfAbsent(Spelling.variable(draft.name()), draft);
            if (other != null) {
                problems.add("two databases with one name: " + other.name() + " (" + other.origin() + ") and "
                        + draft.name() + " (" + draft.origin() + "); HAWSER_" + Spelling.variable(draft.name())
                        + "_… would mean both");
            }
        }
    }

    /** Without any database in a file or in code, DATABASE_URL and the like define one; without those too there still is one. */
    private void addDefault(boolean named) {
        boolean defined = !named
                && variableSources.stream()
                        .anyMatch(source ->
                                source.generalSettings().keySet().stream().anyMatch(Merge.PLACE::contains));
        if (drafts.isEmpty() || defined) {
            drafts.computeIfAbsent(DefaultChoice.NAME, name -> new Draft(name, "default"));
        }
    }

    private void applyGeneral() {
        Set<String> unused = new TreeSet<>();
        for (VariableSource source : variableSources) {
            unused.addAll(source.unused());
            if (defaultDraft != null) {
                source.applyGeneral(defaultDraft);
            } else {
                source.generalSettings().values().forEach(setting -> unused.add(setting.origin()));
            }
        }
        if (!unused.isEmpty()) {
            LOG.warn("these configure none of the databases {}: {}", drafts.keySet(), String.join(", ", unused));
        }
    }

    /** A first run just works: with nothing said of where a database is, development uses a file. */
    private void fallBack() {
        Draft draft = drafts.get(DefaultChoice.NAME);
        if (drafts.size() != 1 || draft == null || !draft.origin().equals("default") || draft.places()) {
            return;
        }
        String origin = "profile " + profile;
        if (profile == Profile.DEVELOPMENT && engines.find(EMBEDDED) != null) {
            draft.set(Source.FALLBACK, Setting.of(ConfigProperty.TYPE, EMBEDDED, origin), problems);
            draft.set(Source.FALLBACK, Setting.of(ConfigProperty.DATABASE, EMBEDDED_FILE, origin), problems);
        } else {
            problems.add("no database is configured (profile " + profile + ", " + profileOrigin
                    + "); set DATABASE_URL, or databases in hawser.yaml");
            drafts.clear();
        }
    }
}
