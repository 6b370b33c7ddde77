package dev.hawser.testkit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every engine must do, as tests against a live server. The author of an engine writes a test class that extends this, or {@link SqlEngineContract} for an engine that
 * speaks SQL, and says what is under test. It tests the product through the engine: what an application sees, not what the engine returns. Nothing is skipped: what the
 * engine does not claim must be refused clearly.
 */
@ExtendWith(LeakCheck.class)
@Timeout(180)
public abstract class EngineContract
        implements ServiceContract, ConnectContract, TlsContract, HealthContract, ErrorContract, CapabilityContract {

    /** For the author's class. */
    protected EngineContract() {}
}
