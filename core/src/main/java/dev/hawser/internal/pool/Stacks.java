package dev.hawser.internal.pool;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Stacks as messages show them: without Hawser's own frames and those of the JDK on top, because the question is where in the application it happened. */
final class Stacks {

    private static final int SHOWN = 12;

    private Stacks() {}

    static List<StackTraceElement> applications(StackTraceElement[] stack) {
        return Arrays.stream(stack).dropWhile(Stacks::isPlumbing).toList();
    }

    private static boolean isPlumbing(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("dev.hawser.internal.")
                || name.startsWith("dev.hawser.Sql")
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.");
    }

    /** The first frames, each on a line of its own; "(unknown)" if there are none. */
    static String lines(List<StackTraceElement> stack, String indent) {
        if (stack.isEmpty()) {
            return indent + "(unknown)";
        }
        String lines =
                stack.stream().limit(SHOWN).map(frame -> indent + "at " + frame).collect(Collectors.joining("\n"));
        return stack.size() <= SHOWN ? lines : lines + "\n" + indent + "… " + (stack.size() - SHOWN) + " more";
    }
}
