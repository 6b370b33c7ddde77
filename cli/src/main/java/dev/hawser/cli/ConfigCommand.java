package dev.hawser.cli;

import dev.hawser.config.ConfigValue;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Prints what is configured, without connecting to anything. */
@Command(
        name = "config",
        description =
                "Print every effective value of each database and of the server, and where it comes from. Secrets are masked.")
final class ConfigCommand extends DatabaseCommand {

    record ConfigJson(
            String profile,
            String source,
            List<DatabaseJson> databases,
            List<SettingJson> server,
            List<SettingJson> alerts) {}

    record DatabaseJson(String name, String databaseType, String url, String provider, List<SettingJson> settings) {}

    record SettingJson(String key, String value, String origin) {}

    @Override
    public Integer call() {
        ManagerConfig loaded = load();
        List<DatabaseConfig> shown = givenName() == null ? loaded.databases() : List.of(target(loaded));
        Output output = output();
        if (json()) {
            output.json(new ConfigJson(
                    loaded.profile().toString(),
                    loaded.source(),
                    shown.stream().map(ConfigCommand::json).toList(),
                    json(loaded.server().values()),
                    json(loaded.alerts().values())));
        } else {
            output.line("profile " + loaded.profile() + ", from " + loaded.source());
            shown.forEach(database -> print(output, database));
            if (givenName() == null) {
                output.line("");
                output.line("server");
                print(output, loaded.server().values());
                output.line("");
                output.line("alerts");
                print(output, loaded.alerts().values());
            }
        }
        return ExitCode.FINE;
    }

    private static DatabaseJson json(DatabaseConfig database) {
        return new DatabaseJson(
                database.name(),
                database.engine(),
                database.printableUrl(),
                database.provider().name(),
                json(database.values()));
    }

    private static List<SettingJson> json(Map<String, ConfigValue> values) {
        return values.values().stream()
                .map(value -> new SettingJson(value.key(), value.printable(), value.origin()))
                .toList();
    }

    private static void print(Output output, DatabaseConfig database) {
        output.line("");
        output.line(database.name() + ": " + database.printableUrl());
        print(output, database.values());
    }

    private static void print(Output output, Map<String, ConfigValue> values) {
        output.table(
                List.of("key", "value", "origin"),
                values.values().stream().map(ConfigCommand::row).toList());
    }

    private static List<String> row(ConfigValue value) {
        return List.of(value.key(), value.printable(), value.origin());
    }
}
