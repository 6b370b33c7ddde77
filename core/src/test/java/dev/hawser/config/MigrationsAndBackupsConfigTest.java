package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationsAndBackupsConfigTest {

    private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

    @TempDir
    Path directory;

    private Loading shop(String yaml) {
        return Loading.in(directory).yaml("databases:\n  shop:\n    url: postgresql://db1/shop\n" + yaml.indent(4));
    }

    @Test
    void nothingSaid_defaults() {
        DatabaseConfig shop = shop("").one();
        assertThat(shop.migrations())
                .isEqualTo(new MigrationsConfig(
                        List.of("classpath:db/migration"),
                        MigrationsOnStart.OFF,
                        "hawser_migrations",
                        false,
                        Duration.ofMinutes(5),
                        Map.of(),
                        MigrationBackup.OFF,
                        Duration.ofHours(1)));
        assertThat(shop.backups())
                .isEqualTo(new BackupsConfig(
                        null,
                        null,
                        null,
                        BackupCompression.ZSTD,
                        1,
                        new BackupsConfig.Retention(7, 7, 4, 12),
                        null,
                        true,
                        Duration.ZERO));
        assertThat(shop.scratchUrl()).isNull();
    }

    @Test
    void everythingSaid_reachesTheRecords() {
        DatabaseConfig shop = shop("""
                        scratch-url: postgresql://maker:c4nary@db2/postgres
                        migrations:
                          locations: [db/shop, "classpath:db/common"]
                          on-start: up
                          table: history
                          out-of-order: true
                          lock-timeout: 10
                          placeholders: {tenant: miami, owner: anna}
                          backup: require
                          backup-max-age: 30m
                        backups:
                          to: /var/backups
                          server-directory: /var/shared
                          key: %s
                          compression: gzip
                          jobs: 4
                          keep-last: 1
                          keep-daily: 2
                          keep-weekly: 3
                          keep-monthly: 0
                          schedule: weekly Sunday 3:00
                          verify: no
                          max-age: 2d
                        """.formatted(KEY)).one();
        assertThat(shop.migrations())
                .isEqualTo(new MigrationsConfig(
                        List.of("db/shop", "classpath:db/common"),
                        MigrationsOnStart.UP,
                        "history",
                        true,
                        Duration.ofSeconds(10),
                        Map.of("tenant", "miami", "owner", "anna"),
                        MigrationBackup.REQUIRE,
                        Duration.ofMinutes(30)));
        assertThat(shop.backups())
                .isEqualTo(new BackupsConfig(
                        Path.of("/var/backups"),
                        Path.of("/var/shared"),
                        Secret.of(KEY),
                        BackupCompression.GZIP,
                        4,
                        new BackupsConfig.Retention(1, 2, 3, 0),
                        BackupSchedule.parse("weekly sunday 03:00"),
                        false,
                        Duration.ofDays(2)));
        assertThat(shop.scratchUrl()).isEqualTo(Secret.of("postgresql://maker:c4nary@db2/postgres"));
        assertThat(shop.values().values()).extracting(ConfigValue::toString).noneMatch(line -> line.contains("c4nary"));
        assertThat(shop.values().get("backups.key").printable()).isEqualTo(Secret.MASK);
    }

    @ParameterizedTest(name = "{1}") // the first would print secrets
    @CsvSource(
            delimiter = '|',
            value = {
                "migrations: {on-start: down}|migrations.on-start = down|expected one of off, validate, up",
                "migrations: {backup: maybe}|migrations.backup = maybe|expected one of off, take, require",
                "migrations: {table: a b}|migrations.table = a b|^[A-Za-z_]",
                "migrations: {lock-timeout: soon}|migrations.lock-timeout = soon|a duration such as 30s",
                "backups: {to: b, compression: rar}|backups.compression = rar|expected one of zstd, gzip, none",
                "backups: {to: b, key: c4nary}|backups.key = ******|expected 32 bytes in base64",
                "backups: {to: b, key: QUJD}|backups.key = ******|openssl rand -base64 32",
                "backups: {to: b, schedule: hourly}|backups.schedule = hourly|daily with a time such as daily 03:00",
                "backups: {to: b, schedule: 30s}|backups.schedule = 30s|a duration of 1m or more",
                "backups: {to: b, schedule: 24}|backups.schedule = 24|a duration of 1m or more",
                "backups: {to: b, schedule: daily 24:00}|backups.schedule = daily 24:00|weekly sunday 03:00",
                "backups: {to: b, schedule: weekly someday 03:00}|backups.schedule = weekly someday|weekly sunday 03:00",
                "backups: {to: b, jobs: 0}|backups.jobs = 0|a whole number from 1 to 64",
                "backups: {to: b, keep-last: -1}|backups.keep-last = -1|a whole number from 0",
                "backups: {schedule: 24h}|backups.schedule = 24h|no backups without backups.to",
                "backups: {max-age: 24h}|backups.max-age = 24h|no backups without backups.to",
                "migrations: {backup: take}|migrations.backup = take|no backups without backups.to",
                "scratch-url: 'mssql://a:c4nary@db2/x'|scratch-url = |of the same engine, postgresql, and not of sqlserver",
                "scratch-url: 'nonsense://a:c4nary@db2/x'|scratch-url = |sqlserver",
                "migrations: {on-strat: up}|migrations.on-strat|the nearest is migrations.on-start"
            })
    void valueThatIsNotAllowed_namesKeyValueOriginAndWhatIs(String yaml, String given, String allowed) {
        assertThat(shop(yaml).problems())
                .singleElement()
                .asString()
                .contains("shop: ", given, "hawser.yaml:4", allowed)
                .doesNotContain("c4nary");
    }

    @Test
    void readonly_isNotMigrated() {
        assertThat(shop("readonly: true\nmigrations: {on-start: up}").problems())
                .singleElement()
                .asString()
                .contains("migrations.on-start = up", "a read-only database is not migrated");
        assertThat(shop("readonly: true\nmigrations: {on-start: validate}")
                        .one()
                        .readonly())
                .isTrue();
    }
}
