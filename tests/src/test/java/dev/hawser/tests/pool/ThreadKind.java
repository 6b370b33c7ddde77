package dev.hawser.tests.pool;

import java.lang.reflect.Method;
import java.util.List;

/** The kinds of threads that use a pool. Virtual ones exist from JDK 21 on, and are started by reflection because the code is for 17. */
enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    private static final boolean HAS_VIRTUAL = Runtime.version().feature() >= 21;

    /** Those that this JDK has. */
    static List<ThreadKind> available() {
        return HAS_VIRTUAL ? List.of(values()) : List.of(PLATFORM);
    }

    Thread start(Runnable task) {
        if (this == PLATFORM) {
            Thread thread = new Thread(task);
            thread.start();
            return thread;
        }
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return (Thread) start.invoke(null, task);
        } catch (ReflectiveOperationException absent) {
            throw new AssertionError("no virtual threads on JDK " + Runtime.version(), absent);
        }
    }
}
