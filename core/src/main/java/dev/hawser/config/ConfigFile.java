package dev.hawser.config;

import dev.hawser.config.Draft.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a YAML or JSON file, keeping the line of every value. For one thread at a time. */
final class ConfigFile {

    /** The first part of every key with a dot: what may stand as a map of its own. */
    private static final Set<String> GROUPS = new TreeSet<>();

    static {
        for (ConfigProperty property : ConfigProperty.values()) {
            int dot = property.key().indexOf('.');
            if (dot > 0) {
                GROUPS.add(property.key().substring(0, dot));
            }
        }
    }

    private final String label;
    private final Problems problems;
    private final List<Draft> drafts = new ArrayList<>();
    private @Nullable Variable profile;

    /** @param label what the file is called in messages */
    ConfigFile(String label, Problems problems) {
        this.label = label;
        this.problems = problems;
    }

    /** The databases it names, in its order. */
    List<Draft> drafts() {
        return drafts;
    }

    /** The profile it names; null if it names none. */
    @Nullable
    Variable profile() {
        return profile;
    }

    /**
     * Reads the file. Whether it is a YAML file at all; if not, that is reported.
     *
     * @param givenBy who named it, such as {@code environment HAWSER_CONFIG}; empty if nobody did
     */
    boolean read(Path file, String givenBy) {
        try {
            return parse(TextFile.read(file));
        } catch (IOException e) {
            problems.add(label + (givenBy.isEmpty() ? " " : " (" + givenBy + ") ") + e.getMessage());
            return false;
        }
    }

    private boolean parse(String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(label)
                    .setSchema(new CoreSchema())
                    .build();
            Optional<Node> root =
                    new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text))).getSingleNode();
            root.filter(node -> !isNull(node)).ifPresent(this::root);
            return true;
        } catch (MarkedYamlEngineException e) {
            problems.add(malformed(e, text));
        } catch (YamlEngineException e) {
            problems.add(label + ": malformed YAML");
        }
        return false;
    }

    /** The parser's own message shows the line, and with it what may be a password. */
    private String malformed(MarkedYamlEngineException error, String text) {
        Optional<Mark> mark = error.getProblemMark().or(error::getContextMark);
        int line = mark.map(Mark::getLine).orElse(0);
        String place = label + ":" + (line + 1) + ": malformed YAML: ";
        String problem = error.getProblem();
        if (text.lines().skip(line).findFirst().orElse("").matches(".*\\{.*[^\"'$]\\$\\{.*")) {
            return place + "inside { } a placeholder must be quoted: quote it, \"${env:NAME}\"";
        }
        if (problem.contains("alias") || problem.contains("tag")) {
            return place + "a value that begins with * or ! must be quoted";
        }
        return place + problem.replace('\n', ' ');
    }

    private void root(Node root) {
        for (Entry entry : entries(root, label)) {
            switch (Spelling.normalise(entry.key())) {
                case "databases", "dbs" -> databases(entry);
                case "profile", "environment" ->
                    profile = new Variable("profile", scalar(entry.value()), entry.origin());
                default ->
                    problems.add(entry.origin() + ": unknown key " + entry.key() + "; expected databases or profile");
            }
        }
    }

    private void databases(Entry entry) {
        List<Entry> entries = entries(entry.value(), entry.key());
        if (entries.isEmpty() && (isNull(entry.value()) || entry.value() instanceof MappingNode)) {
            problems.add(entry.origin() + ": " + entry.key() + " names no database");
        }
        for (Entry database : entries) {
            Draft draft = new Draft(database.key(), database.origin());
            drafts.add(draft);
            int before = problems.count();
            options(draft, database.value(), database.key(), "");
            if (!(database.value() instanceof MappingNode) && problems.count() > before) {
                draft.markUnreadable();
            }
        }
    }

    private void options(Draft draft, Node node, String owner, String prefix) {
        for (Entry entry : entries(node, owner)) {
            String key = prefix + entry.key();
            ConfigProperty property = Spelling.property(key);
            if (isNull(entry.value())) {
                checkKnown(draft, key, entry);
            } else if (property != null) {
                add(draft, property, entry);
            } else if (prefix.isEmpty() && GROUPS.contains(entry.key().toLowerCase(Locale.ROOT))) {
                options(draft, entry.value(), draft.name() + "." + entry.key(), entry.key() + ".");
            } else {
                checkKnown(draft, key, entry);
            }
        }
    }

    private void checkKnown(Draft draft, String key, Entry entry) {
        if (Spelling.property(key) == null && !GROUPS.contains(key.toLowerCase(Locale.ROOT))) {
            problems.add(draft.name() + ": " + key + " (" + entry.origin() + "): " + Spelling.unknownKey(key));
        }
    }

    private void add(Draft draft, ConfigProperty property, Entry entry) {
        Object raw = raw(entry.value(), draft.name() + ": " + property);
        if (raw != null) {
            draft.set(Source.FILE, Setting.template(property, raw, entry.origin()), problems);
        }
    }

    /** A text, a list of texts, or a map of texts; null, and a problem, for anything deeper. */
    private @Nullable Object raw(Node node, String owner) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return sequence.getValue().stream().map(ConfigFile::scalar).toList();
        }
        if (node instanceof MappingNode) {
            Map<String, String> texts = new LinkedHashMap<>();
            boolean flat = true;
            for (Entry entry : entries(node, owner)) {
                flat &= entry.value() instanceof ScalarNode;
                texts.put(entry.key(), scalar(entry.value()));
            }
            if (flat) {
                return texts;
            }
        }
        problems.add(owner + " (" + origin(node) + "): expected a text, a list of texts, or a map of texts");
        return null;
    }

    private List<Entry> entries(Node node, String owner) {
        if (isNull(node)) {
            return List.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            problems.add(origin(node) + ": expected a map of keys and values under " + owner);
            return List.of();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Entry entry = new Entry(scalar(tuple.getKeyNode()), tuple.getValueNode(), origin(tuple.getKeyNode()));
            Entry first = entries.putIfAbsent(entry.key(), entry);
            if (first != null) {
                problems.add(entry.origin() + ": " + entry.key() + " is given twice under " + owner + "; first at "
                        + first.origin());
            }
        }
        return List.copyOf(entries.values());
    }

    private String origin(Node node) {
        return label
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    private static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private record Entry(String key, Node value, String origin) {}
}
