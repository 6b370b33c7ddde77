package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.SmallPool.EVER;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.internal.pool.Lease;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Encounters in a pool, each in as many schedules as time allows. An encounter is a class; its operations run side by side, once each, and what must hold is
 * checked when all have ended. A schedule that never ends is a failure, so nobody waits in vain. A waiter that is served but not woken is not found here, since
 * Lincheck lets threads wake up by themselves; {@link PoolEncountersTest} finds that.
 */
@Tag("any-jdk")
class ConnectionPoolLincheckTest {

    private static final String POOL = "dev.hawser.internal.pool.";
    private static final int SCHEDULES = Integer.getInteger("hawser.lincheck.schedules", 8);

    /** In so many at most a mistake must be found that two threads can make. */
    private static final int SCHEDULES_TO_FIND = 1_000;

    /** How often a waiter looks whether it was served before Lincheck lets another thread run: each time is a step. */
    private static final int WAITS = 3;

    /** Loads and initialises what a refusal formats; in the middle of a search that would be mistaken for a part of it. */
    @BeforeAll
    static void initialise() {
        SmallPool pool = new SmallPool(1, 0);
        Lease held = pool.acquire(EVER);
        pool.useOrGiveUp(Duration.ZERO);
        pool.release(held);
    }

    @ParameterizedTest
    @MethodSource("dev.hawser.tests.pool.PoolEncounters#all")
    void encounter_inEverySchedule_endsWell(Class<?> encounter) {
        check(encounter, SCHEDULES);
    }

    /** Otherwise the test above might pass because nothing is searched. */
    @Test
    void encounter_withAMistake_isFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> check(Mistaken.class, SCHEDULES_TO_FIND));
    }

    private static void check(Class<?> encounter, int schedules) {
        new ModelCheckingOptions()
                .invocationsPerIteration(schedules)
                .addGuarantee(
                        classes(ConnectionPoolLincheckTest::isBesideThePoint).ignore())
                .addGuarantee(classes(ConnectionPoolLincheckTest::isOneStep).treatAsAtomic())
                .iterations(1)
                .threads(PoolEncounters.operations(encounter).size())
                .actorsBefore(0)
                .actorsPerThread(1)
                .actorsAfter(0)
                .minimizeFailedScenario(false)
                .verifier(NothingThrown.class)
                .check(encounter);
    }

    private static ManagedStrategyGuarantee.GuaranteeBuilder classes(Predicate<String> names) {
        return ManagedStrategyGuaranteeKt.forClasses(names::test).allMethods();
    }

    /** What only measures and describes: each of its steps would multiply the schedules. */
    private static boolean isBesideThePoint(String type) {
        return type.startsWith("org.HdrHistogram.")
                || type.startsWith("java.time.")
                || isOneOf(type, "dev.hawser.", "Deadline", "internal.Errors")
                || isOneOf(type, POOL, "Acquisition", "CloseLooks", "Holder", "PoolTimings", "Refusals")
                || type.equals(SmallPool.Clock.class.getName());
    }

    /** What the pool's lock guards, and what a connect consists of. Whether the lock does guard it would be seen between two calls, too. */
    private static boolean isOneStep(String type) {
        return type.startsWith("java.util.") && type.indexOf('.', "java.util.".length()) < 0
                || isOneOf(
                        type,
                        POOL,
                        "Connector",
                        "ConnectAttempt",
                        "CurrentCredentials",
                        "PooledConnection",
                        "WaitQueue")
                || type.equals(SmallPool.Checked.class.getName());
    }

    private static boolean isOneOf(String type, String prefix, String... names) {
        return Stream.of(names).anyMatch(name -> type.equals(prefix + name));
    }

    /** Whatever operations return is right, as long as they return. */
    public static final class NothingThrown implements Verifier {

        public NothingThrown(Class<?> specification) {}

        @Override
        public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
            return results.getParallelResultsWithClock().stream()
                    .flatMap(List::stream)
                    .noneMatch(result -> result.toString().contains("Exception")
                            || result.toString().contains("Error"));
        }
    }

    /** Its operations would have to exclude each other. */
    public static class Mistaken {

        private final SmallPool pool = new SmallPool(1, 0);
        private int uses;

        private void use() {
            Lease lease = pool.acquire(EVER);
            int before = uses;
            pool.release(lease);
            uses = before + 1;
        }

        @Operation(runOnce = true)
        public void one() {
            use();
        }

        @Operation(runOnce = true)
        public void two() {
            use();
        }

        @Validate
        public void bothCount() {
            if (uses != 2) {
                throw new AssertionError("one use was overlooked");
            }
        }
    }
}
