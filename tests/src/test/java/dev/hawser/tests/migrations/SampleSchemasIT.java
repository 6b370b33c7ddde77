package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.Migrations;
import dev.hawser.spi.Engine;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlScript;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Schemas that are published to try databases with, as migrations, without a change. Where they are from: {@code samples/README.md}. */
@ExtendWith(LeakCheck.class)
@Tag("any-jdk")
class SampleSchemasIT {

    @TempDir
    private Path directory;

    private static String text(String sample) throws IOException {
        try (InputStream packed = SampleSchemasIT.class.getResourceAsStream("/samples/" + sample + ".sql.gz");
                InputStream plain = new GZIPInputStream(packed)) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Applies samples, each as a migration, and looks at what became of them. */
    private void apply(DatabaseOptions options, List<String> samples, Consumer<SqlDatabase> check) throws IOException {
        Path files = Files.createDirectory(directory.resolve("migrations"));
        for (int i = 0; i < samples.size(); i++) {
            Files.writeString(
                    files.resolve("V" + (i + 1) + "__" + samples.get(i).replace('-', '_') + ".sql"),
                    text(samples.get(i)));
        }
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open()) {
            Migrations migrations = Migrations.builder(manager, options.name())
                    .locations(files.toString())
                    .build();
            assertThat(migrations.up().steps()).hasSize(samples.size());
            assertThat(migrations.validate()).isEmpty();
            assertThat(migrations.up().steps()).isEmpty();
            check.accept(manager.sql(options.name()));
        }
    }

    private static long count(SqlDatabase database, String of) {
        return database.queryOne("select count(*) from " + of, Long.class).orElseThrow();
    }

    private static DatabaseOptions postgresql() {
        TestDatabase database = TestDatabases.postgres();
        return DatabaseOptions.of("samples")
                .url("postgresql://" + database.host() + "/" + database.name())
                .user(database.user())
                .password(database.password());
    }

    @Test
    void sqlite_chinook() throws Exception {
        apply(
                DatabaseOptions.of("samples").url("sqlite:///" + directory.resolve("samples.db")),
                List.of("chinook-sqlite"),
                database -> {
                    assertThat(count(database, "Track")).isEqualTo(3_503);
                    assertThat(count(database, "PlaylistTrack")).isEqualTo(8_715);
                });
    }

    @Test
    void sqlite_sakila_withTriggers() throws Exception {
        apply(
                DatabaseOptions.of("samples").url("sqlite:///" + directory.resolve("samples.db")),
                List.of("sakila-sqlite-schema"),
                database -> assertThat(count(database, "sqlite_master where type = 'trigger'"))
                        .isEqualTo(30));
    }

    @Test
    void postgresql_sakila_withFunctionsAndCopiedData() throws Exception {
        apply(postgresql(), List.of("sakila-postgresql-schema", "sakila-postgresql-data"), database -> {
            assertThat(count(database, "payment")).isEqualTo(16_049);
            assertThat(count(database, "rental")).isEqualTo(16_044);
            assertThat(database.queryOne("select last_day(date '2024-02-03')::text", String.class))
                    .contains("2024-02-29");
        });
    }

    @Test
    void postgresql_pagila_withPartitions() throws Exception {
        apply(
                postgresql(),
                List.of("pagila-schema"),
                database -> assertThat(count(
                                database,
                                "pg_inherits i join pg_class c on c.oid = i.inhparent where c.relname = 'payment'"))
                        .isEqualTo(7));
    }

    @Test
    void mariadb_chinookAndSakila_withDelimitersTriggersAndRoutines() throws Exception {
        try (MariadbServer server = MariadbServer.started()) {
            try (Connection connection = server.connect("mysql");
                    Statement statement = connection.createStatement()) {
                statement.execute("create database samples");
            }
            DatabaseOptions options = DatabaseOptions.of("samples")
                    .url("mariadb://" + server.host() + "/samples")
                    .user(MysqlFamilyServer.ADMIN)
                    .password(server.password());
            apply(options, List.of("chinook-mysql", "sakila-mysql-schema"), database -> {
                assertThat(count(database, "Chinook_AutoIncrement.Track")).isEqualTo(3_503);
                assertThat(count(database, "information_schema.routines where routine_schema = 'sakila'"))
                        .isEqualTo(6);
                assertThat(count(database, "information_schema.triggers where trigger_schema = 'sakila'"))
                        .isEqualTo(3);
                assertThat(count(database, "information_schema.tables where table_schema = 'samples'"))
                        .as("the history alone, though the scripts use databases of their own")
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void sqlserver_pubsAndSakila_areSplitAtEachGo() throws IOException {
        for (String sample : List.of("pubs-sqlserver", "sakila-sqlserver-schema")) {
            String script = text(sample);
            List<String> batches = List.of(script.split("(?mi)^[ \\t]*go[ \\t]*\\R"));
            List<ScriptStatement> statements = SqlScript.split(script, dialect("sqlserver"));
            assertThat(statements).as(sample).hasSizeBetween(batches.size() / 2, batches.size());
            assertThat(statements)
                    .as(sample)
                    .allSatisfy(statement -> assertThat(script).contains(statement.sql()))
                    .noneSatisfy(statement -> assertThat(statement.sql()).containsPattern("(?mi)^go$"));
        }
    }

    private static SqlDialect dialect(String engine) {
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(engine))
                .map(candidate -> ((JdbcEngine) candidate).dialect())
                .findFirst()
                .orElseThrow();
    }
}
