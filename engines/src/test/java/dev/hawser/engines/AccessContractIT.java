package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import net.ucanaccess.jdbc.UcanaccessDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class AccessContractIT extends SqlEngineContract {

    @TempDir
    private Path directory;

    /** The first connection of a process loads the driver and the database in memory behind it, which a busy machine takes seconds for. */
    @BeforeAll
    static void load(@TempDir Path elsewhere) throws IOException, SQLException {
        Path file = AccessFiles.empty(elsewhere.resolve("load.accdb"));
        Properties closing = new Properties();
        closing.setProperty("immediatelyReleaseResources", "true");
        new UcanaccessDriver().connect("jdbc:ucanaccess://" + file, closing).close();
    }

    @Override
    public SqlEngineUnderTest subject() {
        return new AccessUnderTest(directory);
    }
}
