package dev.hawser.internal;

import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps to one host as they are gone. For one thread at a time. */
final class ExaminedSteps {

    private final @Nullable String host;
    private final List<Step> steps = new ArrayList<>();
    private boolean stopped;

    /** {@code host}: null for what has none. */
    ExaminedSteps(@Nullable String host) {
        this.host = host;
    }

    /** A step that began at {@code start} and ends now. */
    void add(String name, State state, long start, String said, @Nullable String advice) {
        steps.add(new Step(host, name, state, Duration.ofNanos(System.nanoTime() - start), said, advice));
    }

    /** A step that went well as part of another. */
    void passed(String name, String said) {
        steps.add(new Step(host, name, State.FINE, null, said, null));
    }

    /** Forgets what was said of a step, because something better is known. */
    void forget(String name) {
        steps.removeIf(step -> step.name().equals(name));
    }

    /** The way ends with this step. */
    void stop(String name, long start, String said, @Nullable String advice) {
        stopped = true;
        add(name, State.WRONG, start, said, advice);
    }

    boolean isStopped() {
        return stopped;
    }

    /** Those of {@code names} that were not come to. */
    void notTried(List<String> names) {
        for (String name : names) {
            if (steps.stream().noneMatch(step -> step.name().equals(name))) {
                steps.add(new Step(host, name, State.NOT_TRIED, null, "not tried", null));
            }
        }
    }

    List<Step> all() {
        return List.copyOf(steps);
    }
}
