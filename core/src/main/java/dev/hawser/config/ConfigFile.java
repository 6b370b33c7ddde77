package dev.hawser.config;

import dev.hawser.config.Gathered.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private final String label;
    private final Problems problems;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Section<?>> sections;
    private @Nullable Variable profile;

    /**
     * @param label what the file is called in messages
     * @param sections what may stand beside the databases; they are told what the file says of them
     */
    ConfigFile(String label, List<Section<?>> sections, Problems problems) {
        this.label = label;
        this.sections = sections;
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
                default -> section(entry);
            }
        }
    }

    private void section(Entry entry) {
        for (Section<?> section : sections) {
            if (section.name().equals(Spelling.normalise(entry.key()))) {
                options(section, entry.value(), entry.key(), "");
                return;
            }
        }
        problems.add(entry.origin() + ": unknown key " + entry.key() + "; expected databases, profile or "
                + sections.stream().map(Section::name).collect(Collectors.joining(" or ")));
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

    private <P extends Enum<P> & Property> void options(Gathered<P> part, Node node, String owner, String prefix) {
        for (Entry entry : entries(node, owner)) {
            String key = prefix + entry.key();
            P property = part.property(key);
            if (isNull(entry.value())) {
                checkKnown(part, key, entry);
            } else if (property != null) {
                add(part, property, entry);
            } else if (prefix.isEmpty() && part.isGroup(entry.key())) {
                options(part, entry.value(), part.name() + "." + entry.key(), entry.key() + ".");
            } else {
                checkKnown(part, key, entry);
            }
        }
    }

    private void checkKnown(Gathered<?> part, String key, Entry entry) {
        if (part.property(key) == null && !part.isGroup(key)) {
            problems.add(part.name() + ": " + key + " (" + entry.origin() + "): " + part.unknownKey(key));
        }
    }

    private <P extends Enum<P> & Property> void add(Gathered<P> part, P property, Entry entry) {
        String owner = part.name() + ": " + property;
        Object raw = property.type() == PropertyType.ALERT_RULES && entry.value() instanceof SequenceNode rules
                ? rules(rules, owner)
                : raw(entry.value(), owner);
        if (raw != null) {
            part.set(Source.FILE, Setting.template(property, raw, entry.origin()), problems);
        }
    }

    /** The line of each rule, whose values are texts or lists of texts. */
    private List<String> rules(SequenceNode rules, String owner) {
        List<String> lines = new ArrayList<>();
        for (Node rule : rules.getValue()) {
            Map<String, String> values = new LinkedHashMap<>();
            for (Entry entry : entries(rule, owner)) {
                Object raw = raw(entry.value(), owner + ": " + entry.key());
                if (raw instanceof List<?> list) {
                    values.put(entry.key(), list.stream().map(String::valueOf).collect(Collectors.joining(",")));
                } else if (raw != null) {
                    values.put(entry.key(), String.valueOf(raw));
                }
            }
            lines.add(rule instanceof ScalarNode ? scalar(rule) : AlertRuleText.of(values));
        }
        return lines;
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
