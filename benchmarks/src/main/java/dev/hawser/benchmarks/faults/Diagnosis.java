package dev.hawser.benchmarks.faults;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What threads do that should be done: those that do the same are told once. */
final class Diagnosis {

    private static final int DEPTH = 30;

    private Diagnosis() {}

    /** Of the threads whose names begin so. */
    static void print(PrintStream out, String... names) {
        Map<String, Integer> stacks = new HashMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (stack.length > 0 && Arrays.stream(names).anyMatch(thread.getName()::startsWith)) {
                stacks.merge(text(thread, List.of(stack)), 1, Integer::sum);
            }
        });
        stacks.forEach((stack, threads) -> out.println(threads + " threads " + stack));
    }

    private static String text(Thread thread, List<StackTraceElement> stack) {
        return thread.getName().replaceAll("\\d+$", "") + " " + thread.getState()
                + stack.stream().limit(DEPTH).map(frame -> "\n    " + frame).collect(Collectors.joining());
    }
}
