package dev.hawser.internal.topology;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.HostReport;
import java.time.Duration;
import java.util.List;

/** Pictures of three hosts for tests. */
final class Pictures {

    static final HostSpec DB0 = new HostSpec("db0", 5432);
    static final HostSpec DB1 = new HostSpec("db1", 5432);
    static final HostSpec DB2 = new HostSpec("db2", 5432);

    /** Nobody was asked yet. */
    static final Topology UNKNOWN = Topology.unknown(List.of(DB0, DB1, DB2));

    /** The usual: db1 is the primary. */
    static final Topology HEALTHY = said(said(said(UNKNOWN, 0, replica(1)), 1, primary(1)), 2, replica(1));

    private static final DatabaseException SILENT =
            new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "no answer");

    private Pictures() {}

    static HostReport primary(long timeline) {
        return new HostReport(HostRole.PRIMARY, "cluster", timeline, null);
    }

    static HostReport replica(long timeline) {
        return new HostReport(HostRole.REPLICA, "cluster", timeline, null);
    }

    static Topology said(Topology before, int index, HostReport report) {
        return said(before, index, report, Duration.ofMillis(1));
    }

    static Topology said(Topology before, int index, HostReport report, Duration took) {
        return before.with(index, before.nodes().get(index).answered(report, 0, took, null));
    }

    static Topology silent(Topology before, int index) {
        return before.with(index, before.nodes().get(index).silent(SILENT));
    }

    static Topology suspected(Topology before, int index) {
        return before.with(index, before.nodes().get(index).suspected());
    }

    static Topology refusedWrite(Topology before, int index) {
        return before.with(index, before.nodes().get(index).doubted());
    }
}
