package dev.hawser.tests.pool;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

/** Threads of both kinds. Tests are compiled for Java 17, which knows no virtual ones. */
final class TestThreads {

    private TestThreads() {}

    /** Whether this Java has virtual threads. */
    static boolean virtualExist() {
        return Runtime.version().feature() >= 21;
    }

    static ThreadFactory platform() {
        return task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        };
    }

    static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
            return (ThreadFactory) factory.invoke(builder);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this Java has no virtual threads", missing);
        }
    }
}
