package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A capability that is claimed is accepted in a configuration, and one that is not is refused there, with the key that asked for it. That what is claimed works is the
 * matter of the other parts of the contract; so are those that no key asks for.
 */
public interface CapabilityContract {

    /** What is under test. */
    EngineUnderTest subject();

    @TestFactory
    default Stream<DynamicTest> capability_askedFor_isAcceptedOrRefused() {
        return Arrays.stream(Capability.values())
                .filter(capability -> key(capability) != null)
                .map(capability -> DynamicTest.dynamicTest(capability.name(), () -> check(capability)));
    }

    private void check(Capability capability) {
        String key = String.valueOf(key(capability));
        DatabaseOptions options = subject().options().set(key, value(capability));
        if (Contracts.claims(subject(), capability)) {
            assertNotNull(Contracts.config(subject(), options));
        } else {
            Contracts.refused(subject(), options, key, "does not claim " + capability);
        }
    }

    private static @Nullable String key(Capability capability) {
        return switch (capability) {
            case READONLY -> "readonly";
            case CREATE_DATABASE -> "create-db";
            case EXTENSIONS -> "extensions";
            case SCHEMAS -> "schema";
            case REPLICATION -> "replicas";
            case SSL -> "ssl.mode";
            case OUTCOME_BY_ID, OUTCOME_BY_MARKER -> "certainty";
            case TRANSACTIONS, STATEMENT_TIMEOUT, ARRAYS -> null;
        };
    }

    private static Object value(Capability capability) {
        return switch (capability) {
            case READONLY, CREATE_DATABASE -> true;
            case EXTENSIONS -> List.of("some_extension");
            case SCHEMAS -> "some_schema";
            case REPLICATION -> List.of("127.0.0.1:4711");
            case SSL -> "require";
            case OUTCOME_BY_ID -> "xid";
            case OUTCOME_BY_MARKER -> "marker";
            case TRANSACTIONS, STATEMENT_TIMEOUT, ARRAYS -> "";
        };
    }
}
