package dev.hawser.internal;

import dev.hawser.spi.Engine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the engines that are installed. */
public final class EngineRegistry {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private EngineRegistry() {}

    /** Every engine that loads. One that does not is named in the log and skipped: it must not stop the others. */
    public static List<Engine> installed() {
        List<Engine> engines = new ArrayList<>();
        Iterator<Engine> found = ServiceLoader.load(Engine.class).iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return List.copyOf(engines);
                }
                engines.add(found.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                log.atWarn()
                        .setMessage("an engine could not be loaded")
                        .setCause(broken)
                        .log();
            }
        }
    }
}
