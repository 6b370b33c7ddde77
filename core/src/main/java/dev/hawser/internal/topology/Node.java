package dev.hawser.internal.topology;

import dev.hawser.DatabaseTopology;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.HostReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one host. Immutable.
 *
 * @param role what it is taken for: what it says, unless it is fenced
 * @param report what it said when it last answered; null if it never did
 * @param asOf when it was asked for that, by the exact clock
 * @param responseTime how long its answers take, smoothed; null if it did not answer the last time
 * @param failure why it did not answer the last time; null if it did
 * @param fenced why it is not used though it answers; null if it is not fenced
 * @param lag how far it was behind the primary at most; null if it is not a replica or that is not known
 */
public record Node(
        HostSpec host,
        HostRole role,
        HostState state,
        @Nullable HostReport report,
        long asOf,
        @Nullable Duration responseTime,
        @Nullable DatabaseException failure,
        @Nullable String fenced,
        @Nullable Duration lag) {

    /** How much of the smoothed response time each new one makes: an eighth, as for round trips in TCP (RFC 6298, 2.3). */
    private static final int SMOOTHING = 8;

    /** Nobody has asked it yet. */
    static Node unknown(HostSpec host) {
        return new Node(host, HostRole.UNKNOWN, HostState.SUSPECT, null, 0, null, null, null, null);
    }

    /** It answered. */
    Node answered(HostReport said, long askedAt, Duration took, @Nullable Duration behind) {
        Duration smoothed = responseTime == null
                ? took
                : responseTime.plus(took.minus(responseTime).dividedBy(SMOOTHING));
        return new Node(host, said.role(), HostState.AVAILABLE, said, askedAt, smoothed, null, null, behind);
    }

    /** It gave no answer. It keeps the role it last had: a primary that is down is still the one to write to when it is back. */
    Node silent(DatabaseException why) {
        return new Node(host, role, HostState.DOWN, report, asOf, null, why, fenced, lag);
    }

    /** It gave a bad sign, and is asked again. */
    Node suspected() {
        return state == HostState.AVAILABLE ? as(role, HostState.SUSPECT, fenced) : this;
    }

    /** It refused a write: until it is asked, nobody knows what it is. */
    Node doubted() {
        return as(HostRole.UNKNOWN, HostState.SUSPECT, fenced);
    }

    /** Another has its place. */
    Node deposed() {
        return as(HostRole.UNKNOWN, state, null);
    }

    /** It answers and must not be used. */
    Node fenced(String why) {
        return as(HostRole.UNKNOWN, HostState.DOWN, why);
    }

    /** It is taken for what it says, and judged anew. */
    Node unfenced() {
        return fenced == null || report == null
                ? this
                : as(report.role(), failure == null ? HostState.AVAILABLE : HostState.DOWN, null);
    }

    private Node as(HostRole other, HostState itsState, @Nullable String why) {
        return new Node(host, other, itsState, report, asOf, responseTime, failure, why, lag);
    }

    /** Whether it says that it takes writes. */
    boolean claims() {
        return state == HostState.AVAILABLE && report != null && report.role() == HostRole.PRIMARY;
    }

    /** As applications see it, with its connections. */
    public DatabaseTopology.HostView view(PoolStats pool) {
        return new DatabaseTopology.HostView(
                host,
                role,
                state,
                lag,
                report == null || report.timeline() == 0 ? null : report.timeline(),
                fenced,
                responseTime,
                pool);
    }

    /** Its name with what is known of it, for messages. */
    String described() {
        String why = fenced != null ? " (" + fenced + ")" : "";
        return host + " " + role + " " + state + why;
    }
}
