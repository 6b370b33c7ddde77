package dev.hawser.cli;

import dev.hawser.DatabaseInfo;
import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.server.InfoJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Connects to a database and prints where and what it is. */
@Command(name = "info", description = "Connect to a database, and print where and what it is.")
final class InfoCommand extends DatabaseCommand {

    @Override
    public Integer call() {
        DatabaseConfig target = target(load());
        try (DatabaseManager databases = open(target)) {
            DatabaseInfo info = databases.database(target.name()).info();
            if (json()) {
                output().json(InfoJson.of(info));
            } else {
                output().table(List.of("what", "value"), rows(info));
            }
        }
        return ExitCode.FINE;
    }

    private static List<List<String>> rows(DatabaseInfo info) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "name", info.name());
        add(rows, "engine", info.engine());
        add(rows, "url", info.url());
        info.hosts().forEach(host -> add(rows, "host", host.toString()));
        add(rows, "database", info.database());
        add(rows, "user", info.user());
        add(rows, "schema", info.schema());
        add(rows, "readonly", String.valueOf(info.readonly()));
        add(rows, "profile", info.profile());
        add(rows, "provider", info.provider());
        return rows;
    }

    private static void add(List<List<String>> rows, String what, @Nullable String value) {
        if (value != null) {
            rows.add(List.of(what, value));
        }
    }
}
