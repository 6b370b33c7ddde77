package dev.hawser.engines;

import dev.hawser.HostSpec;
import java.sql.SQLException;
import java.util.List;

/** For what has to be done once, on whichever host lets it be done. */
final class AnyHost {

    private AnyHost() {}

    /** What has to be done. */
    @FunctionalInterface
    interface Work {
        void on(HostSpec host) throws SQLException;
    }

    /** Tries one host after the other, until it is done. Throws the last error, and the others under it, if none let it be done. */
    static void does(Work work, List<HostSpec> hosts) throws SQLException {
        SQLException last = null;
        for (HostSpec host : hosts) {
            try {
                work.on(host);
                return;
            } catch (SQLException failed) {
                if (last != null) {
                    failed.addSuppressed(last);
                }
                last = failed;
            }
        }
        throw last != null ? last : new SQLException("no host is configured");
    }
}
