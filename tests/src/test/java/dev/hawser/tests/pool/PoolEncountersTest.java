package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.internal.pool.Lease;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The encounters of {@link PoolEncounters} on real processors, many times each: with all that real memory does, and with threads that sleep until they are woken. */
class PoolEncountersTest {

    private static final int ROUNDS = Integer.getInteger("hawser.encounters.rounds", 2_000);
    private static final long PATIENCE_SECONDS = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("dev.hawser.tests.pool.PoolEncounters#all")
    void encounter_onRealThreads_endsWell(Class<? extends PoolEncounters.Encounter> type) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            PoolEncounters.Encounter encounter = type.getConstructor().newInstance();
            sideBySide(encounter);
            encounter.endsWell();
        }
    }

    /** Otherwise the test above might pass because nobody is waited for. */
    @Test
    void waiterWhomNobodyServes_isFound() {
        assertThatThrownBy(() -> sideBySide(new Forgetful())).isInstanceOf(TimeoutException.class);
    }

    private void sideBySide(Object encounter) throws Exception {
        List<Method> operations = PoolEncounters.operations(encounter.getClass());
        CyclicBarrier together = new CyclicBarrier(operations.size());
        List<Future<?>> running = new ArrayList<>();
        for (Method operation : operations) {
            running.add(threads.submit(() -> {
                together.await();
                return operation.invoke(encounter);
            }));
        }
        for (Future<?> one : running) {
            try {
                one.get(encounter instanceof Forgetful ? 1 : PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException thrown) {
                throw new AssertionError(
                        "an operation of " + encounter.getClass().getSimpleName(), thrown);
            }
        }
    }

    /** One of its operations never gives back what the other waits for. */
    public static class Forgetful {

        private final SmallPool pool = new SmallPool(1, 0);
        private final Lease held = pool.acquire(SmallPool.EVER);

        @Operation(runOnce = true)
        public void waitInVain() {
            pool.acquire(SmallPool.EVER);
        }

        @Operation(runOnce = true)
        public void keep() {
            held.connection();
        }
    }
}
