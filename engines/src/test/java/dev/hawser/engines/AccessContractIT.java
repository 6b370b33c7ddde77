package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class AccessContractIT extends SqlEngineContract {

    @TempDir
    private Path directory;

    @Override
    public SqlEngineUnderTest subject() {
        return new AccessUnderTest(directory);
    }
}
