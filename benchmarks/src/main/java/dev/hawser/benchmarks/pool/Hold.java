package dev.hawser.benchmarks.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a caller does with a connection: it lets time pass. A little more than asked for, since the system wakes nobody at the very nanosecond. */
final class Hold {

    private static final int CALIBRATIONS = 500;

    private Hold() {}

    /** Returns how long it really took. A pool that woke this thread once too often only ends one of the parks. */
    static long nanos(long asked) {
        long startedAt = System.nanoTime();
        long held = 0;
        while (held < asked) {
            LockSupport.parkNanos(asked - held);
            held = System.nanoTime() - startedAt;
        }
        return held;
    }

    /** How long it really takes on average while {@code threads} do so. */
    static double calibrated(long asked, int threads) throws Exception {
        ExecutorService executor = RequestThreads.open();
        try {
            List<Future<Samples>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> held(asked)));
            }
            List<Samples> samples = new ArrayList<>();
            for (Future<Samples> one : all) {
                samples.add(one.get(1, TimeUnit.MINUTES));
            }
            return Samples.of(samples).mean();
        } finally {
            executor.shutdown();
        }
    }

    private static Samples held(long asked) {
        Samples samples = new Samples(CALIBRATIONS);
        for (int i = 0; i < CALIBRATIONS; i++) {
            samples.add(nanos(asked));
        }
        return samples;
    }
}
