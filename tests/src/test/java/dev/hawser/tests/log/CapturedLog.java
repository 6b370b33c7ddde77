package dev.hawser.tests.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Everything that is logged under one name while this is open, at one level and above. It is seen here and printed nowhere. Thread-safe. */
public final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final Level levelBefore;
    private final List<ILoggingEvent> entries = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent entry) {
            entry.prepareForDeferredProcessing();
            entries.add(entry);
        }
    };

    private CapturedLog(String name, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        this.logger = context.getLogger(name);
        this.levelBefore = logger.getLevel();
        appender.setContext(context);
        appender.start();
        logger.setLevel(level);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    /** Begins to listen to {@code name} and everything below it. */
    public static CapturedLog of(String name, Level level) {
        return new CapturedLog(name, level);
    }

    /** What was logged so far. */
    public List<ILoggingEvent> entries() {
        return List.copyOf(entries);
    }

    /** The last entry. */
    public ILoggingEvent last() {
        return entries.get(entries.size() - 1);
    }

    /** The fields of an entry, in order. */
    public static Map<String, Object> fields(ILoggingEvent entry) {
        return entry.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value, (a, b) -> b, LinkedHashMap::new));
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
        logger.setAdditive(true);
        logger.setLevel(levelBefore);
    }
}
