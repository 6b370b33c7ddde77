package dev.hawser.engines;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** MS Access and a file of it that has a password. */
record AccessUnderTest(Path directory) implements SqlEngineUnderTest {

    private static final String PASSWORD = "0pen s3same";

    @Override
    public JdbcEngine engine() {
        return new AccessEngine();
    }

    @Override
    public DatabaseOptions options(String name) {
        Path file = directory.resolve("contract.mdb");
        try {
            if (Files.notExists(file)) {
                AccessFiles.withPassword(file, PASSWORD);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return at(name, file).password(PASSWORD);
    }

    DatabaseOptions at(String name, Path file) {
        return DatabaseOptions.of(name).url("access:///" + file);
    }

    @Override
    public Login login() {
        return Login.PASSWORD;
    }

    @Override
    public int mostConnections() {
        return 1;
    }

    @Override
    public DatabaseOptions missingDatabase() {
        return at("missing", directory.resolve("missing.accdb")).set("retry.max-retries", 0);
    }

    @Override
    public DatabaseOptions newDatabase() {
        return at("created", directory.resolve(UUID.randomUUID() + ".accdb"));
    }

    @Override
    public List<ErrorCase> errors() {
        return new AccessErrorCases(this).all();
    }

    /** One of the opening of a file is beneath the driver's own. */
    @Override
    public String decidingCode(ErrorTable.Meaning meaning) {
        String state = String.valueOf(meaning.sqlState());
        return engine().errors().codes().contains(state) ? state : state.substring(0, Math.min(2, state.length()));
    }

    @Override
    public String type(ColumnType type) {
        return switch (type) {
            // There are no 64 bits before MS Access 2016, and yes and no are never null.
            case BIGINT -> "decimal(23, 4)";
            case BOOLEAN -> "smallint";
            case DOUBLE -> "double";
            case BINARY -> "ole";
            case DATE, TIME, TIMESTAMP, MOMENT -> "datetime";
            case UUID -> "text(36)";
            case JSON -> "memo";
            case GENERATED_KEY -> "counter primary key";
            default -> type.standard();
        };
    }

    /** Counts pairs of a hundred thousand numbers: minutes. What reads no table at all cannot be stopped: see docs/engines.md. */
    @Override
    public String slowQuery() {
        String numbers = "unnest(sequence_array(1, 100000, 1))";
        return "select count(*) from contract_accounts c, " + numbers + " a(n), " + numbers + " b(m) where c.id = 1";
    }

    @Override
    public ChronoUnit timePrecision() {
        return ChronoUnit.MILLIS;
    }
}
