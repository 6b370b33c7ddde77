package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigWarningsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ConfigLoader.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void load_accessInProduction_warns() {
        Loading loading = Loading.in(directory).env("DATABASE_URL", "access:///x.accdb");
        loading.load();
        assertThat(log.list).isEmpty();
        loading.env("ENVIRONMENT", "production").load();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("default: MS Access is not recommended in production");
    }

    @Test
    void load_variablesThatConfigureNothing_areNamedWithoutTheirValues() {
        Loading.in(directory)
                .yaml("databases: {a: {url: 'sqlite:a'}, b: {url: 'sqlite:b'}}")
                .env("DB_PASSWORD", "s3cret")
                .env("HAWSER_ORDRES_PASSWORD", "s3cret")
                .load();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "these configure none of the databases [a, b]: HAWSER_ORDRES_PASSWORD, environment DB_PASSWORD");
    }
}
