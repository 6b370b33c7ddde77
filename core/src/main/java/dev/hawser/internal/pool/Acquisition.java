package dev.hawser.internal.pool;

import java.util.List;

/** Where and exactly when a loan began. Taken for every loan while leaks are looked for, and for a few of each second otherwise, because a stack costs microseconds. */
final class Acquisition {

    final long at;
    private final Throwable trace = new Throwable();

    Acquisition(long at) {
        this.at = at;
    }

    /** The application's part of the stack, innermost first. */
    List<StackTraceElement> stack() {
        return Stacks.applications(trace.getStackTrace());
    }
}
