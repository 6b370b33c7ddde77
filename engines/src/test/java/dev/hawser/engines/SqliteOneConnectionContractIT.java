package dev.hawser.engines;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.ColumnType;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A file with the writer's connection alone: what is left of concurrency must be waited for, and nothing else may change. */
class SqliteOneConnectionContractIT extends SqlEngineContract {

    @TempDir
    private Path directory;

    @Override
    public SqlEngineUnderTest subject() {
        return new OneConnection(new SqliteUnderTest(directory));
    }

    private record OneConnection(SqliteUnderTest file) implements SqlEngineUnderTest {

        @Override
        public JdbcEngine engine() {
            return file.engine();
        }

        @Override
        public DatabaseOptions options(String name) {
            return file.options(name).poolSize(1);
        }

        @Override
        public DatabaseOptions missingDatabase() {
            return file.missingDatabase().poolSize(1);
        }

        @Override
        public DatabaseOptions newDatabase() {
            return file.newDatabase().poolSize(1);
        }

        @Override
        public List<ErrorCase> errors() {
            return file.errors();
        }

        @Override
        public String decidingCode(ErrorTable.Meaning meaning) {
            return file.decidingCode(meaning);
        }

        @Override
        public String type(ColumnType type) {
            return file.type(type);
        }

        @Override
        public String slowQuery() {
            return file.slowQuery();
        }
    }
}
