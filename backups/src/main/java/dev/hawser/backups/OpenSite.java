package dev.hawser.backups;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/** A {@link BackupSite}, and its directories, which are deleted when this is closed. */
final class OpenSite implements AutoCloseable {

    private static final Duration UNKNOWN_LAG = Duration.ofDays(365);

    private final BackupSite site;

    private OpenSite(BackupSite site) {
        this.site = site;
    }

    /** Where to take a backup from. {@code staging}: belongs to this from now on. */
    static OpenSite source(OpenDatabase open, Path staging, int jobs, LongConsumer progress) throws IOException {
        return of(open, source(open.database().topology().hosts()), staging, jobs, progress);
    }

    /** Where to restore to. {@code staging}: belongs to this from now on. */
    static OpenSite target(OpenDatabase open, Path staging, int jobs, LongConsumer progress) throws IOException {
        return of(open, primary(open.database().topology().hosts()), staging, jobs, progress);
    }

    private static OpenSite of(OpenDatabase open, HostView host, Path staging, int jobs, LongConsumer progress)
            throws IOException {
        DatabaseConfig config = open.config();
        Path temporary = OwnDirectory.create("hawser-backup-");
        return new OpenSite(new BackupSite(
                config,
                open.database(),
                host.host(),
                host.role(),
                config.user(),
                config.password(),
                temporary,
                staging,
                jobs,
                progress));
    }

    /** A replica has time for it: the one that is least behind. */
    private static HostView source(List<HostView> hosts) {
        return hosts.stream()
                .filter(host ->
                        host.role() == HostRole.REPLICA && host.state() == HostState.AVAILABLE && host.fenced() == null)
                .min(Comparator.comparing(host -> host.lag() == null ? UNKNOWN_LAG : host.lag()))
                .orElseGet(() -> primary(hosts));
    }

    /** The first one configured, if none is known to be. */
    private static HostView primary(List<HostView> hosts) {
        return hosts.stream()
                .filter(host -> host.role() == HostRole.PRIMARY && host.fenced() == null)
                .findFirst()
                .orElse(hosts.get(0));
    }

    BackupSite site() {
        return site;
    }

    @Override
    public void close() throws IOException {
        try {
            OwnFile.deleteTree(site.temporary());
        } finally {
            OwnFile.deleteTree(site.staging());
        }
    }
}
