package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.server.alert.Alerts;
import dev.hawser.server.backup.ScheduledBackups;
import dev.hawser.server.live.Sampler;
import dev.hawser.spi.Ticker;
import java.time.ZoneId;

/** What goes on by itself while the server runs: samples each second, alerts and history that come of them, who is told of both, and scheduled backups. Thread-safe. */
final class Watch implements AutoCloseable {

    private final Sampler sampler;
    private final Alerts alerts;
    private final Live live;
    private final Readiness readiness;
    private final ScheduledBackups backups;

    private Watch(Sampler sampler, Alerts alerts, Live live, Readiness readiness, ScheduledBackups backups) {
        this.sampler = sampler;
        this.alerts = alerts;
        this.live = live;
        this.readiness = readiness;
        this.backups = backups;
    }

    static Watch start(DatabaseManager databases) {
        Sampler sampler = new Sampler(databases, Ticker.SYSTEM);
        Alerts alerts = Alerts.of(databases.config(), Ticker.SYSTEM);
        Live live = new Live(databases, alerts);
        sampler.listen(alerts);
        sampler.listen(live); // after the alerts, so that it tells those of the same moment
        sampler.start();
        ScheduledBackups backups = new ScheduledBackups(databases, Ticker.SYSTEM, ZoneId.systemDefault());
        backups.start();
        return new Watch(sampler, alerts, live, new Readiness(databases), backups);
    }

    Alerts alerts() {
        return alerts;
    }

    Live live() {
        return live;
    }

    Readiness readiness() {
        return readiness;
    }

    ScheduledBackups backups() {
        return backups;
    }

    @Override
    public void close() {
        backups.close();
        readiness.close();
        sampler.close();
        live.close();
        alerts.close();
    }
}
