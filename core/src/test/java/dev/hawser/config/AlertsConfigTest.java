package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsConfigTest {

    private static final String DATABASES =
            "databases: {orders: {url: \"postgresql://h/d\", default: true}, reports: {url: \"postgresql://h/r\"}}\n";

    @TempDir
    Path directory;

    private Loading yaml(String alerts) {
        return Loading.in(directory).yaml(DATABASES + alerts);
    }

    @Test
    void nothingSaid_isTheTable() {
        AlertsConfig alerts = yaml("").load().alerts();
        assertThat(alerts.rulesFor("orders"))
                .hasSize(AlertRule.values().length)
                .allSatisfy(rule -> assertThat(rule).isEqualTo(AlertRuleConfig.of(rule.rule())));
        assertThat(alerts.repeat()).isEqualTo(AlertsConfig.DEFAULTS.repeat());
        assertThat(alerts.flappingChanges()).isEqualTo(AlertsConfig.DEFAULTS.flappingChanges());
        assertThat(alerts.flappingWindow()).isEqualTo(AlertsConfig.DEFAULTS.flappingWindow());
        assertThat(alerts.webhook()).isNull();
    }

    @Test
    void rules_ofAFile_areRead_theLastOneForADatabaseHolds() {
        AlertsConfig alerts = yaml("""
                        alerts:
                          repeat: 1h
                          flapping: {changes: 10, window: 5m}
                          rules:
                            - {rule: replica-lag, threshold: 1500ms, for: 2m, keep: 30s, severity: critical}
                            - rule: replicaLag
                              databases: [reports, orders]
                              threshold: 5 m
                            - {rule: pool-saturated, threshold: 75%, databases: reports}
                            - {rule: pool_exhausted, threshold: 10, enabled: no}
                          webhook: {url: "https://hooks.example.org/T0/s3same?x=s3same", secret: c4nary, timeout: 2s}
                        """).load().alerts();
        assertThat(alerts.repeat()).isEqualTo(Duration.ofHours(1));
        assertThat(alerts.flappingChanges()).isEqualTo(10);
        assertThat(alerts.rules().get(0))
                .isEqualTo(new AlertRuleConfig(
                        AlertRule.REPLICA_LAG,
                        List.of(),
                        true,
                        AlertThreshold.time(Duration.ofMillis(1500)),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(30),
                        AlertSeverity.CRITICAL));
        assertThat(of(alerts, "orders", AlertRule.REPLICA_LAG).threshold()).hasToString("5m");
        assertThat(of(alerts, "reports", AlertRule.POOL_SATURATED).threshold()).hasToString("75%");
        assertThat(of(alerts, "orders", AlertRule.POOL_SATURATED))
                .isEqualTo(AlertRuleConfig.of(AlertRule.POOL_SATURATED));
        assertThat(alerts.rulesFor("orders")).noneMatch(rule -> rule.rule() == AlertRule.POOL_EXHAUSTED);
        assertThat(alerts.webhook())
                .isEqualTo(new WebhookConfig(
                        URI.create("https://hooks.example.org/T0/s3same?x=s3same"),
                        Secret.of("c4nary"),
                        Duration.ofSeconds(2),
                        false));
        assertThat(alerts.toString()).doesNotContain("s3same").doesNotContain("c4nary");
        assertThat(alerts.values().values())
                .extracting(ConfigValue::printable)
                .noneMatch(text -> text.contains("s3same") || text.contains("c4nary"))
                .contains("https://hooks.example.org******");
    }

    private static AlertRuleConfig of(AlertsConfig alerts, String database, AlertRule rule) {
        return alerts.rulesFor(database).stream()
                .filter(one -> one.rule() == rule)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rules_ofCodeAndVariables_areLines_theEnvironmentLast() {
        Loading loading = yaml("alerts: {rules: [{rule: host-down, for: 1s}]}\n");
        assertThat(loading.load().alerts().rules()).hasSize(1);
        loading.sources(sources -> sources.withAlerts(
                AlertProperty.RULES, List.of("rule=host-down for=2s", "rule=error-rate threshold=0.5")));
        assertThat(loading.load().alerts().rules())
                .extracting(AlertRuleConfig::after)
                .containsExactly(Duration.ofSeconds(2), AlertRule.ERROR_RATE.after());
        loading.env(
                "HAWSER_ALERTS_RULES",
                "rule=host-down for=3s databases=orders,reports; rule=error-rate severity=CRITICAL;");
        AlertsConfig alerts = loading.load().alerts();
        assertThat(alerts.rules())
                .extracting(AlertRuleConfig::databases)
                .containsExactly(List.of("orders", "reports"), List.of());
        assertThat(alerts.values().get("rules").origin()).isEqualTo("environment HAWSER_ALERTS_RULES");
        assertThat(loading.env("HAWSER_ALERTS_WEBHOOK_URL", "http://localhost:9/x")
                        .load()
                        .alerts()
                        .webhook())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule: replica-lags | rule = replica-lags: expected one of database-unhealthy, primary-lost, host-down, host-fenced, pool-exhausted, pool-saturated, saturation-forecast, replica-lag, error-rate",
                "threshold: 10s | rule = : expected one of database-unhealthy, primary-lost, host-down, host-fenced, pool-exhausted, pool-saturated, saturation-forecast, replica-lag, error-rate",
                "rule: pool-saturated, threshold: 120% | threshold = 120%: expected a share from 1% to 100%",
                "rule: pool-exhausted, threshold: 1.5 | threshold = 1.5: expected a whole number from 1 to 1000000",
                "rule: pool-exhausted, threshold: many | threshold = many: expected a whole number from 1 to 1000000",
                "rule: replica-lag, threshold: 2d | threshold = 2d: expected a duration from 1ms to 1d",
                "rule: replica-lag, threshold: 999999999999d | threshold = 999999999999d: expected a duration from 1ms to 1d",
                "rule: primary-lost, threshold: 1 | threshold = 1: expected none: primary-lost has no threshold",
                "rule: error-rate, for: soon | for = soon: expected a duration from 0s to 1d",
                "rule: error-rate, keep: 25h | keep = 25h: expected a duration from 0s to 1d",
                "rule: error-rate, severity: bad | severity = bad: expected warning or critical",
                "rule: error-rate, enabled: maybe | enabled = maybe: expected true or false",
                "rule: error-rate, databases: [ordres] | databases = ordres: expected some of orders, reports",
                "rule: error-rate, limit: 3 | limit: expected databases, enabled, for, keep, rule, severity, threshold, each with a value",
            })
    void rule_thatIsWrong_isReported_withKeyValueOriginAndWhatIsAllowed(String given) {
        String[] parts = given.split(" \\| ");
        assertThat(yaml("alerts:\n  rules:\n    - {" + parts[0] + "}\n").problems())
                .singleElement()
                .asString()
                .startsWith("alerts: rules (hawser.yaml:3), \"")
                .endsWith("\": " + parts[1]);
    }

    @Test
    void problems_areReportedTogether() {
        assertThat(yaml("""
                        alerts:
                          repeat: never
                          flapping: {changes: 0}
                          webhook: {url: "ftp://u:s3same@h/s3same", timeout: 2h}
                          rule: 1
                        """).problems())
                .containsExactlyInAnyOrder(
                        "alerts: repeat = never (hawser.yaml:3): expected a duration such as 30s, 500ms or 1h from 0s to 24d, or off; a bare number counts seconds",
                        "alerts: flapping.changes = 0 (hawser.yaml:4): expected a whole number from 1 to 1000",
                        "alerts: webhook.url = ftp://******@h****** (hawser.yaml:5): expected an address such as https://hooks.example/alerts, without a user",
                        "alerts: webhook.timeout = 2h (hawser.yaml:5): expected a duration such as 30s, 500ms or 1h from 100ms to 1m; a bare number counts seconds",
                        "alerts: rule (hawser.yaml:6): unknown key; the nearest is rules");
    }

    @Test
    void webhook_onAnotherMachine_needsHttps_unlessAllowed() {
        String plain = "alerts: {webhook: {url: \"http://hooks.example.org/s3same\"}}\n";
        assertThat(yaml(plain).problems())
                .containsExactly(
                        "alerts: webhook.url = http://hooks.example.org****** (hawser.yaml:2): expected https, since everybody on the way to another machine can read http; webhook.allow-plain-http allows it");
        assertThat(yaml(plain)
                        .env("HAWSER_ALERTS_WEBHOOK_ALLOW_PLAIN_HTTP", "true")
                        .load()
                        .alerts()
                        .webhook())
                .isNotNull();
        for (String local : List.of("http://localhost/x", "http://127.0.0.1:80/x", "http://[::1]:80/x")) {
            assertThat(yaml("alerts: {webhook: {url: \"" + local + "\"}}\n")
                            .load()
                            .alerts()
                            .webhook())
                    .isNotNull();
        }
        for (String remote :
                List.of("http://127.evil.example/x", "http://localhost.evil.example/x", "http://10.0.0.1/x")) {
            assertThatThrownBy(() -> new WebhookConfig(URI.create(remote), null, Duration.ofSeconds(1), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void secret_fromAFile_isFilledIn() {
        Loading loading = yaml("alerts: {webhook: {url: \"https://h/x\", secret: \"${file:hook}\"}}\n")
                .file("hook", "c4nary\n");
        WebhookConfig webhook = loading.load().alerts().webhook();
        assertThat(webhook).isNotNull();
        assertThat(webhook.secret()).isEqualTo(Secret.of("c4nary"));
    }

    @ParameterizedTest
    @EnumSource
    void table_isCompleteAndConsistent(AlertProperty property) {
        assertThat(property.name().toLowerCase(Locale.ROOT))
                .isEqualTo(property.key().replace('.', '_').replace('-', '_'));
        assertThat(property.description()).matches("[A-Z].*\\.");
        assertThat(property.allowed()).isNotBlank();
        assertThat(property.defaultInWords()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void rule_defaults_areWithinItsBounds(AlertRule rule) {
        assertThat(rule.threshold().value())
                .isBetween(rule.min().value(), rule.max().value());
        assertThat(rule.min().unit()).isEqualTo(rule.threshold().unit());
        assertThat(rule.max().unit()).isEqualTo(rule.threshold().unit());
        assertThat(rule.description()).matches("[A-Z].*\\.");
        assertThat(AlertRule.of(rule.key())).contains(rule);
        assertThat(rule.after()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
}
