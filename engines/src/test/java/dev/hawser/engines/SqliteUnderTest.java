package dev.hawser.engines;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** SQLite and a file of it. */
record SqliteUnderTest(Path directory) implements SqlEngineUnderTest {

    @Override
    public JdbcEngine engine() {
        return new SqliteEngine();
    }

    @Override
    public DatabaseOptions options(String name) {
        return at(name, directory.resolve("contract.db"));
    }

    DatabaseOptions at(String name, Path file) {
        return DatabaseOptions.of(name).url("sqlite:///" + file);
    }

    /** A file that is not there would be made, but not the directory that it is in. */
    @Override
    public DatabaseOptions missingDatabase() {
        return at("missing", directory.resolve("no such directory").resolve("contract.db"));
    }

    @Override
    public DatabaseOptions newDatabase() {
        return at("created", directory.resolve(UUID.randomUUID() + ".db"));
    }

    @Override
    public List<ErrorCase> errors() {
        return new SqliteErrorCases(this).all();
    }

    /** The extended code, or the primary one in its lowest byte. */
    @Override
    public String decidingCode(ErrorTable.Meaning meaning) {
        String code = Integer.toString(meaning.vendorCode());
        return engine().errors().codes().contains(code) ? code : Integer.toString(meaning.vendorCode() & 0xff);
    }

    @Override
    public String type(ColumnType type) {
        return switch (type) {
            // SQLite makes a floating number of what stands in a column that is declared decimal.
            case UUID, JSON, TIME, DECIMAL -> "text";
            case MOMENT -> "timestamp";
            case GENERATED_KEY -> "integer primary key";
            default -> type.standard();
        };
    }

    /** Counts to a thousand million: minutes. */
    @Override
    public String slowQuery() {
        return "with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000000000)"
                + " select count(*) from c";
    }
}
