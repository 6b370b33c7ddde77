package dev.hawser.engines;

import dev.hawser.testkit.DocumentEngineContract;
import dev.hawser.testkit.DocumentEngineUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MongodbContractIT extends DocumentEngineContract {

    @TempDir
    private static Path directory;

    private static MongodbUnderTest mongodb;

    @BeforeAll
    static void start() throws Exception {
        mongodb = new MongodbUnderTest(directory);
    }

    @AfterAll
    static void stop() {
        mongodb.close();
    }

    @BeforeEach
    void forget() {
        mongodb.servers().forget();
    }

    @Override
    public DocumentEngineUnderTest subject() {
        return mongodb;
    }
}
