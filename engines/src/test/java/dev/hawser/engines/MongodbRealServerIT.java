package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.ClientContract;
import dev.hawser.testkit.DocumentEngineUnderTest;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The contract's part of the client goes the way that it goes to a real server, to a double that is named as one. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MongodbRealServerIT implements ClientContract {

    @TempDir
    private static Path directory;

    private static MongodbReplicaSet elsewhere;
    private static MongodbUnderTest mongodb;

    @BeforeAll
    static void start() throws Exception {
        elsewhere = MongodbReplicaSet.start(1);
        String login = MongodbReplicaSet.USER + ":"
                + URLEncoder.encode(MongodbReplicaSet.PASSWORD, StandardCharsets.UTF_8) + "@";
        mongodb =
                new MongodbUnderTest(directory, elsewhere.url(0, "fresh").replace("mongodb://", "mongodb://" + login));
    }

    @AfterAll
    static void stop() {
        mongodb.close();
        elsewhere.close();
    }

    @Override
    public DocumentEngineUnderTest subject() {
        return mongodb;
    }

    @Test
    void connections_nobodyConnected_areNone() {
        assertThat(elsewhere.loggedIn()).isPositive(); // the one who counts
        assertThat(mongodb.connections()).isZero();
        assertThat(mongodb.servers().loggedIn()).isZero();
    }
}
