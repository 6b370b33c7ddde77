package dev.hawser.engines;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** An application that uses SQLite and nothing else, for {@link AbsentDriversTest} to load; gives what it is told when it configures other engines. */
public final class SqliteAlone implements Callable<List<String>> {

    static final List<String> OTHERS = List.of(
            "postgresql://db/shop",
            "mysql://db/shop",
            "mariadb://db/shop",
            "sqlserver://db/shop",
            "access:shop.accdb",
            "mongodb://db/shop");

    private final boolean others;

    /** {@code others}: whether it asks for the other engines, too. */
    public SqliteAlone(boolean others) {
        this.others = others;
    }

    private static DatabaseManager.Builder manager(String url) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(DatabaseOptions.of("shop").url(url));
    }

    @Override
    public List<String> call() {
        try (DatabaseManager manager = manager("sqlite::memory:").open()) {
            manager.sql().queryOne("select 1", Integer.class).orElseThrow();
        }
        return others ? OTHERS.stream().map(SqliteAlone::refusal).toList() : List.of();
    }

    private static String refusal(String url) {
        try {
            manager(url).load();
            return "nothing";
        } catch (ConfigurationException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** To measure what that takes from the start of a process to its end. */
    public static void main(String[] arguments) {
        new SqliteAlone(false).call();
    }
}
