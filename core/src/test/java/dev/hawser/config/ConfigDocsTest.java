package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables in {@code docs/configuration.md} are those in the code. */
class ConfigDocsTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @Test
    void document_tables_areThoseInTheCode() throws IOException {
        String document = Files.readString(DOCUMENT);
        String generated = replaced(document, "properties", properties("", ConfigProperty.values()));
        generated = replaced(generated, "server", properties(ServerProperty.SECTION + ".", ServerProperty.values()));
        generated = replaced(generated, "alerts", properties(AlertProperty.SECTION + ".", AlertProperty.values()));
        generated = replaced(generated, "providers", providers());
        if (Boolean.getBoolean("hawser.docs.update")) {
            Files.writeString(DOCUMENT, generated);
            return;
        }
        assertThat(document)
                .as("docs/configuration.md is older than the code; write it anew with"
                        + " mvn -pl core test -Dtest=ConfigDocsTest -Dhawser.docs.update=true")
                .isEqualTo(generated);
    }

    @Test
    void document_ofAlerts_hasTheTableOfRules() throws IOException {
        Path alerts = Path.of("..", "docs", "alerts.md");
        String document = Files.readString(alerts);
        String generated = replaced(document, "rules", rules());
        if (Boolean.getBoolean("hawser.docs.update")) {
            Files.writeString(alerts, generated);
            return;
        }
        assertThat(document).as("docs/alerts.md is older than the code").isEqualTo(generated);
    }

    private static String rules() {
        StringBuilder table =
                new StringBuilder("| rule | severity | for | threshold | meaning |\n|---|---|---|---|---|\n");
        for (AlertRule rule : AlertRule.values()) {
            boolean has = rule.threshold().unit() != AlertThreshold.Unit.NONE;
            row(
                    table,
                    List.of(
                            "`" + rule.key() + "`",
                            rule.severity().toString(),
                            DurationText.format(rule.after()),
                            has ? rule.threshold() + " (" + rule.min() + " to " + rule.max() + ")" : "",
                            rule.description()));
        }
        return table.toString();
    }

    private static String replaced(String document, String name, String table) {
        String begin = "<!-- begin generated: " + name + " -->\n";
        String end = "<!-- end generated: " + name + " -->\n";
        assertThat(document).contains(begin, end);
        return document.substring(0, document.indexOf(begin) + begin.length())
                + table
                + document.substring(document.indexOf(end));
    }

    private static String properties(String prefix, Property... properties) {
        StringBuilder table =
                new StringBuilder("| key | value | default | variable | meaning |\n|---|---|---|---|---|\n");
        for (Property property : properties) {
            row(
                    table,
                    List.of(
                            key(prefix, property),
                            value(property),
                            property.defaultInWords(),
                            code(property.variables()),
                            property.description()));
        }
        return table.toString();
    }

    private static String providers() {
        StringBuilder table = new StringBuilder(
                "| preset | host names | start-up options | session state | defaults it changes | source |\n|---|---|---|---|---|---|\n");
        for (Provider provider : Providers.builtIn()) {
            String settings = provider.settings().entrySet().stream()
                    .map(entry -> "`" + entry.getKey() + "` " + entry.getValue())
                    .sorted()
                    .collect(Collectors.joining(", "));
            row(
                    table,
                    List.of(
                            "`" + provider.name() + "`",
                            code(provider.hostPatterns()),
                            provider.startupOptions() ? "yes" : "no",
                            provider.sessionState() ? "yes" : "no",
                            settings,
                            "[vendor's page](" + provider.source() + ")"));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, List<String> cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String key(String prefix, Property property) {
        String aliases = property.aliases().isEmpty() ? "" : "<br>also " + code(property.aliases());
        return "`" + prefix + property.key() + "`" + aliases;
    }

    private static String value(Property property) {
        String bounds = property.min() == null ? "" : ", " + property.min() + " to " + property.max();
        String unit = property.unit() == null ? "" : "; bare number: " + property.unit();
        String pattern =
                property.pattern() == null ? "" : " `^" + property.pattern().replace("|", "\\|") + "$`";
        String choices = property.choices().isEmpty()
                ? ""
                : " " + code(property.choices().stream().map(Object::toString).toList());
        return property.type() + choices + bounds + unit + pattern;
    }

    private static String code(List<String> texts) {
        return texts.stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
    }
}
