package dev.hawser.benchmarks.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread for each request: a virtual one where the JDK has them (21 and later). */
final class RequestThreads {

    private static final @Nullable MethodHandle VIRTUAL = virtualExecutor();

    private RequestThreads() {}

    private static @Nullable MethodHandle virtualExecutor() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
        } catch (NoSuchMethodException before21) {
            return null;
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static boolean areVirtual() {
        return VIRTUAL != null;
    }

    /** For messages. */
    static String kind() {
        return areVirtual() ? "virtual threads" : "platform threads, as this JDK has no virtual ones";
    }

    static ExecutorService open() {
        if (VIRTUAL == null) {
            return Executors.newCachedThreadPool();
        }
        try {
            return (ExecutorService) VIRTUAL.invokeExact();
        } catch (Throwable unexpected) {
            throw new IllegalStateException("no virtual threads", unexpected);
        }
    }

    /** Waits until all that was submitted is done. */
    static void finish(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("some requests neither ended nor failed within two minutes");
        }
    }
}
