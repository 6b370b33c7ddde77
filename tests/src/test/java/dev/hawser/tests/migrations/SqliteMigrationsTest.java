package dev.hawser.tests.migrations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.PlannedStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SqliteMigrationsTest extends InterruptedRunSuite {

    @Override
    DatabaseOptions empty(String name) {
        return DatabaseOptions.of(name).url("sqlite:///" + directory.resolve("shop.db"));
    }

    @Override
    boolean rollsBack() {
        return true;
    }

    /** Another process, which begins to migrate and waits at its first statement until its input ends. */
    static final class Holder {

        private Holder() {}

        /** {@code arguments}: the directory. */
        public static void main(String[] arguments) {
            Path directory = Path.of(arguments[0]);
            MigrationListener waiting = new MigrationListener() {
                @Override
                public void statementCompleted(PlannedStep step, int index) {
                    System.out.println("at it");
                    try {
                        System.in.read();
                    } catch (IOException ended) {
                        throw new UncheckedIOException(ended);
                    }
                }
            };
            try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                    .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                    .open()) {
                Migrations.builder(manager, "shop")
                        .locations(directory.resolve("sql").toString())
                        .listener(waiting)
                        .build()
                        .up();
            }
        }
    }

    @Test
    void anotherProcess_keepsUsOut_untilItIsKilled() throws Exception {
        table("1", "one");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader told = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
            while (!"at it".equals(told.readLine())) {
                assertThat(other.isAlive()).isTrue();
            }
            assertThatThrownBy(() ->
                            builder().lockTimeout(Duration.ofMillis(50)).build().up())
                    .hasMessageContaining("somebody else has been migrating it")
                    .hasMessageContaining("process " + other.pid());
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.destroyForcibly();
        }
        assertThat(migrations().up().steps()).hasSize(1);
    }

    @Test
    void settingsAtTheHead_comeBeforeTheTransaction_andAreSetBack() throws Exception {
        file(
                "V1__tables.sql",
                "create table parent (id int primary key);\ncreate table child (id int references parent (id));\n"
                        + "insert into parent (id) values (1);\ninsert into child (id) values (1);\n");
        file(
                "V2__rebuild.sql",
                "pragma foreign_keys = off;\nbegin transaction;\ncreate table other (id int primary key, x int);\n"
                        + "insert into other (id) select id from parent;\ndrop table parent;\n"
                        + "alter table other rename to parent;\ncommit;\n");
        file("V3__orphan.sql", "insert into child (id) values (7);\n");
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("V3__orphan.sql, line 1: statement 1 of 1 failed");
        assertThat(database().query("select x from parent")).hasSize(1);
        assertThat(count("child")).isEqualTo(1);
    }

    @Test
    void settingWithoutEffectInATransaction_isRefused_whereItWouldMatter() throws Exception {
        table("1", "one");
        file(
                "V2__rebuild.sql",
                "create table two (id int primary key);\npragma user_version = 3;\n-- off\nPRAGMA foreign_keys = off;\n"
                        + "drop table one;\npragma foreign_keys = on;\n");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V2__rebuild.sql, line 4: ", "no effect in the transaction", "before all other statements");
        assertThat(has("one")).isFalse();
        file(
                "V2__rebuild.sql",
                "pragma foreign_keys = off;\ncreate table two (id int primary key);\npragma foreign_keys = on;\n");
        assertThat(names(migrations().up())).containsExactly("1", "2");
    }
}
