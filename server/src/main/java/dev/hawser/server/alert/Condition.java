package dev.hawser.server.alert;

import java.time.Duration;
import java.util.List;

/** Tells what is wrong with one database in the eyes of one rule. It may remember what it saw before. For one thread at a time. */
@FunctionalInterface
interface Condition {

    /**
     * Looks once, each second.
     *
     * @param time on a clock that never jumps back, since some moment that stays the same
     * @return what is wrong, at most once for each host
     */
    List<Finding> look(Duration time, Observation seen);
}
