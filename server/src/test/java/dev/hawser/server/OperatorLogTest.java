package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hawser.config.ServerProperty;
import dev.hawser.server.access.RefusalLog;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@ExtendWith(LeakCheck.class)
class OperatorLogTest {

    @TempDir
    Path directory;

    private static ListAppender<ILoggingEvent> follow(String name) {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        logger.setLevel(Level.INFO);
        logger.addAppender(told);
        return told;
    }

    @Test
    void actionsAndRefusals_areTold_withWhoAndWhere_andNoToken() throws Exception {
        ListAppender<ILoggingEvent> operations = follow("dev.hawser.operations");
        ListAppender<ILoggingEvent> refusals = follow(RefusalLog.class.getName());
        String token;
        try (Serving serving = new Serving(directory, Map.of(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 0))) {
            token = serving.server().token().orElseThrow();
            assertThat(serving.post("/api/database/pause", token).status()).isEqualTo(200);
            assertThat(serving.post("/api/database/resume", token).status()).isEqualTo(200);
            assertThat(serving.post("/api/databases/nowhere/resume", token).status())
                    .isEqualTo(404);
            assertThat(serving.get("/api/databases", token).status()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                assertThat(serving.post("/api/database/pause", "guess" + i).status())
                        .isEqualTo(401);
            }
        } finally {
            ((Logger) LoggerFactory.getLogger("dev.hawser.operations")).detachAppender(operations);
            ((Logger) LoggerFactory.getLogger(RefusalLog.class)).detachAppender(refusals);
        }
        List<String> told = operations.list.stream()
                .map(event -> String.valueOf(event.getKeyValuePairs()))
                .toList();
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("pause", "shop", "127.0.0.1", "200");
        assertThat(told.get(1)).contains("resume", "shop");
        assertThat(told.get(2)).contains("resume", "nowhere").doesNotContain("200");
        assertThat(refusals.list).hasSize(1);
        assertThat(refusals.list.get(0).getFormattedMessage()).contains("1 since", "127.0.0.1", "401");
        assertThat(told.toString() + refusals.list).doesNotContain(token, "guess");
    }
}
