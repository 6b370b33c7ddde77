package dev.hawser.server.alert;

import dev.hawser.config.AlertRuleConfig;
import dev.hawser.config.AlertsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one alert stands: fine, pending until its condition held for {@code for}, firing until it has passed for {@code keep}. One that begins and ends too often is
 * flapping: it goes on firing, and nobody is told again, until its condition has passed for the whole window in which that is counted. For one thread at a time.
 */
final class AlertState {

    private enum Phase {
        FINE,
        PENDING,
        FIRING
    }

    private final AlertRuleConfig rule;
    private final AlertsConfig config;
    private final Alert.Key key;

    private final Deque<Duration> changes = new ArrayDeque<>();
    private Phase phase = Phase.FINE;
    private boolean flapping;
    private Duration begun = Duration.ZERO;
    private Instant since = Instant.EPOCH;
    private @Nullable Duration passed;
    private Instant passedAt = Instant.EPOCH;
    private Duration told = Duration.ZERO;
    private @Nullable Finding finding;

    AlertState(AlertRuleConfig rule, AlertsConfig config, Alert.Key key) {
        this.rule = rule;
        this.config = config;
        this.key = key;
    }

    /** What is to be told now, if anything: that it fires, again or still, or that it ended. */
    Optional<Alert> next(Duration time, Instant at, @Nullable Finding found) {
        forgetChanges(time);
        if (found != null) {
            finding = found;
            passed = null;
            return wrong(time, at);
        }
        return right(time, at);
    }

    private Optional<Alert> wrong(Duration time, Instant at) {
        if (phase == Phase.FINE) {
            phase = Phase.PENDING;
            begun = time;
            since = at;
        }
        if (phase == Phase.PENDING && time.minus(begun).compareTo(rule.after()) >= 0) {
            phase = Phase.FIRING;
            changes.add(time);
            flapping = changes.size() > config.flappingChanges();
            told = time;
            return Optional.of(alert(null));
        }
        return phase == Phase.FIRING ? reminder(time) : Optional.empty();
    }

    private Optional<Alert> reminder(Duration time) {
        if (config.repeat().isZero() || time.minus(told).compareTo(config.repeat()) < 0) {
            return Optional.empty();
        }
        told = time;
        return Optional.of(alert(null));
    }

    private Optional<Alert> right(Duration time, Instant at) {
        if (phase != Phase.FIRING) {
            phase = Phase.FINE;
            return Optional.empty();
        }
        if (passed == null) {
            passed = time;
            passedAt = at;
        }
        Duration enough = flapping ? max(rule.keep(), config.flappingWindow()) : rule.keep();
        if (time.minus(passed).compareTo(enough) < 0) {
            return reminder(time);
        }
        Alert ended = alert(passedAt);
        phase = Phase.FINE;
        flapping = false;
        changes.add(time);
        return Optional.of(ended);
    }

    /** Nobody looked for a while: what was seen before is no sign of what was meanwhile. */
    void interrupted() {
        passed = null;
        if (phase == Phase.PENDING) {
            phase = Phase.FINE;
        }
    }

    /** Those within the window count. */
    private void forgetChanges(Duration time) {
        while (!changes.isEmpty() && time.minus(changes.element()).compareTo(config.flappingWindow()) >= 0) {
            changes.remove();
        }
    }

    /** Whether it may be forgotten. */
    boolean idle() {
        return phase == Phase.FINE && changes.isEmpty();
    }

    /** The alert, if there is one. */
    Optional<Alert> firing() {
        return phase == Phase.FIRING ? Optional.of(alert(null)) : Optional.empty();
    }

    private Alert alert(@Nullable Instant ended) {
        Finding last = finding;
        if (last == null) {
            throw new IllegalStateException(key + " is wrong without a finding");
        }
        return new Alert(
                key.rule(),
                key.database(),
                key.host(),
                rule.severity(),
                since,
                ended,
                flapping ? last.message() + flappingNote() : last.message(),
                last.advice());
    }

    private String flappingNote() {
        return " (it comes and goes: held until it has been gone for " + Amounts.time(config.flappingWindow()) + ")";
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
