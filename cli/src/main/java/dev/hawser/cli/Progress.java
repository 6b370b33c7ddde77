package dev.hawser.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells how something goes on: on a terminal one line that is written anew, elsewhere a line now and then. For one thread at a time. */
final class Progress {

    private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    /** How it is shown. */
    enum Style {
        REWRITTEN,
        LINES,
        NONE;

        static Style ofThisProcess() {
            return isTerminal(System.console()) ? REWRITTEN : LINES;
        }

        /** Since Java 22 there may be a console without a terminal, and a method that tells. */
        private static boolean isTerminal(@Nullable Console console) {
            if (console == null) {
                return false;
            }
            try {
                return (boolean) Console.class.getMethod("isTerminal").invoke(console);
            } catch (NoSuchMethodException olderJava) {
                return true;
            } catch (IllegalAccessException | InvocationTargetException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private final PrintWriter err;
    private final Style style;
    private long lastLineAt = System.nanoTime();
    private boolean lineOpen;

    Progress(PrintWriter err, Style style) {
        this.err = err;
        this.style = style;
    }

    void show(String text) {
        switch (style) {
            case REWRITTEN -> {
                err.print(BACK_AND_CLEAR + text);
                lineOpen = true;
            }
            case LINES -> {
                long now = System.nanoTime();
                if (now - lastLineAt >= PLAIN_INTERVAL_NANOS) {
                    lastLineAt = now;
                    err.println(text);
                }
            }
            case NONE -> {}
        }
        err.flush();
    }

    /** Leaves the last text where it is. */
    void end() {
        if (lineOpen) {
            lineOpen = false;
            err.println();
            err.flush();
        }
    }
}
