package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.spi.Engine;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** An engine is found, and says what it is. */
public interface ServiceContract {

    /** What is under test. */
    EngineUnderTest subject();

    @Test
    default void engine_installed_isFoundByServiceLoader() {
        Class<?> type = subject().engine().getClass();
        assertTrue(
                ServiceLoader.load(Engine.class).stream().anyMatch(provider -> provider.type() == type),
                () -> "list " + type.getName() + " in META-INF/services/" + Engine.class.getName()
                        + ", and in module-info.java: provides " + Engine.class.getName() + " with …");
    }

    @Test
    default void engine_described_isConsistent() {
        Engine engine = subject().engine();
        assertFalse(engine.schemes().isEmpty(), "Engine.schemes() must not be empty: no URL could lead to the engine");
        assertEquals(engine.name(), engine.schemes().get(0), "Engine.schemes() must begin with the engine's name");
        for (String scheme : engine.schemes()) {
            assertTrue(scheme.matches("[a-z][a-z0-9+]*"), () -> "scheme \"" + scheme + "\" must be lower case");
        }
        assertTrue(
                engine.missingDriver().isEmpty(),
                () -> "the driver is missing: add " + engine.missingDriver().orElse("") + " to the tests");
    }
}
