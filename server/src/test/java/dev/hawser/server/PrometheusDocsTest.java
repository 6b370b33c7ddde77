package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** The dashboard for Grafana, the rules for Prometheus and {@code docs/metrics.md}, held against what a server shows. */
class PrometheusDocsTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern RULE_LABEL = Pattern.compile("\\$labels\\.(\\w+)");

    @TempDir
    static Path directory;

    private static WatchedServer server;
    private static Scrape scrape;

    @BeforeAll
    static void start() throws Exception {
        server = WatchedServer.in(directory);
        scrape = server.everything();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> problems(String expression, Pattern labelForm, String beside) {
        Set<String> labels = new TreeSet<>();
        Matcher matcher = labelForm.matcher(beside);
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        return PromQl.problems(expression, scrape.names(), labels);
    }

    @Test
    void dashboard_usesMetricsAndLabelsThatAreThere() throws IOException {
        JsonNode dashboard = Json.MAPPER.readTree(Files.readString(DOCS.resolve("grafana/hawser.json")));
        assertThat(dashboard.at("/__inputs/0/name").stringValue()).isEqualTo("DS_PROMETHEUS");
        Set<Integer> ids = new TreeSet<>();
        int expressions = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").intValue())).isTrue();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.at("/datasource/uid").stringValue()).isEqualTo("${DS_PROMETHEUS}");
                String expression = target.path("expr").stringValue();
                assertThat(problems(
                                expression,
                                LEGEND_LABEL,
                                target.path("legendFormat").stringValue()))
                        .as(panel.path("title").stringValue() + ": " + expression)
                        .isEmpty();
                expressions++;
            }
        }
        assertThat(expressions).isGreaterThan(30);
        List<String> variables = new ArrayList<>();
        for (JsonNode variable : dashboard.at("/templating/list")) {
            variables.add(variable.path("name").stringValue());
            assertThat(problems(variable.path("definition").stringValue(), LEGEND_LABEL, ""))
                    .isEmpty();
        }
        assertThat(variables).containsExactly("instance", "database");
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
            assertThat(problems(annotation.path("expr").stringValue(), LEGEND_LABEL, annotation.toString()))
                    .isEmpty();
        }
    }

    @Test
    void alertingRules_useMetricsAndLabelsThatAreThere() throws IOException {
        Object loaded = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(DOCS.resolve("grafana/hawser-alerts.yml")));
        Set<String> names = new TreeSet<>();
        for (Map<?, ?> group : maps(loaded, "groups")) {
            for (Map<?, ?> rule : maps(group, "rules")) {
                assertThat(names.add(String.valueOf(rule.get("alert")))).isTrue();
                assertThat(String.valueOf(((Map<?, ?>) rule.get("labels")).get("severity")))
                        .isIn("warning", "critical");
                Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
                assertThat(String.valueOf(annotations.get("advice"))).isNotBlank();
                assertThat(problems(String.valueOf(rule.get("expr")), RULE_LABEL, annotations.toString()))
                        .as(rule.toString())
                        .isEmpty();
            }
        }
        assertThat(names)
                .contains(
                        "HawserPoolExhausted",
                        "HawserPrimaryLost",
                        "HawserReplicaLag",
                        "HawserErrorRate",
                        "HawserSaturationForecast");
    }

    private static List<Map<?, ?>> maps(Object parent, String key) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object child : (List<?>) ((Map<?, ?>) parent).get(key)) {
            maps.add((Map<?, ?>) child);
        }
        return maps;
    }

    @Test
    void check_findsWhatIsWrongWithAnExpression() {
        Map<String, Set<String>> metrics = Map.of("a_total", Set.of("x", "y"));
        assertThat(PromQl.problems("sum by (x) (rate(a_total{y=\"1\",job!~\"b.*\"}[5m])) > 0.5", metrics, Set.of("x")))
                .isEmpty();
        assertThat(PromQl.problems("label_values(a_total{x=\"1\"}, y)", metrics, Set.of()))
                .isEmpty();
        for (String wrong : List.of(
                "b_total",
                "a_total{z=\"1\"}",
                "sum by (z) (a_total)",
                "sum(a_total",
                "sum(a_total))",
                "rate(a_total[5m)]",
                "deriv(a_total[5m])",
                "a_total{x=1}",
                "a_total{x=\"$no\"}",
                "a_total{x=\"1\"",
                "rate(a_total[$__range])",
                "label_values(a_total, z)",
                "label_values(b_total, x)",
                "label_values(a_total)",
                "a_total # b")) {
            assertThat(PromQl.problems(wrong, metrics, Set.of())).as(wrong).isNotEmpty();
        }
        assertThat(PromQl.problems("a_total", metrics, Set.of("z"))).containsExactly("unknown label z");
    }

    @Test
    void document_hasEveryMetric_withItsKindLabelsAndMeaning() throws IOException {
        Path file = DOCS.resolve("metrics.md");
        String document = Files.readString(file);
        String begin = "<!-- begin generated: metrics -->\n";
        String end = "<!-- end generated: metrics -->\n";
        String generated = document.substring(0, document.indexOf(begin) + begin.length())
                + table()
                + document.substring(document.indexOf(end));
        if (Boolean.getBoolean("hawser.docs.update")) {
            Files.writeString(file, generated);
            return;
        }
        assertThat(document)
                .as("docs/metrics.md is older than the code; write it anew with"
                        + " mvn -pl server -am test -Dtest=PrometheusDocsTest -Dhawser.docs.update=true")
                .isEqualTo(generated);
    }

    private static String table() {
        String rows = scrape.types().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> "| `" + entry.getKey() + "` | " + entry.getValue() + " | " + unit(entry.getKey()) + " | "
                        + scrape.labelsOf(entry.getKey()).stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(" "))
                        + " | " + scrape.help().get(entry.getKey()) + " |\n")
                .collect(Collectors.joining());
        return "| metric | kind | unit | labels | meaning |\n|---|---|---|---|---|\n" + rows;
    }

    private static String unit(String name) {
        if (name.matches(".*_seconds(_total)?")) {
            return "s";
        }
        return name.endsWith("_bytes") ? "bytes" : "";
    }
}
