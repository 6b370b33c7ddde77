package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.server.alert.Alerts;
import dev.hawser.server.live.Sampler;
import dev.hawser.spi.Ticker;

/** What goes on by itself while the server runs: samples each second, alerts and history that come of them, and who is told of both. Thread-safe. */
final class Watch implements AutoCloseable {

    private final Sampler sampler;
    private final Alerts alerts;
    private final Live live;
    private final Readiness readiness;

    private Watch(Sampler sampler, Alerts alerts, Live live, Readiness readiness) {
        this.sampler = sampler;
        this.alerts = alerts;
        this.live = live;
        this.readiness = readiness;
    }

    static Watch start(DatabaseManager databases) {
        Sampler sampler = new Sampler(databases, Ticker.SYSTEM);
        Alerts alerts = Alerts.of(databases.config(), Ticker.SYSTEM);
        Live live = new Live(databases, alerts);
        sampler.listen(alerts);
        sampler.listen(live); // after the alerts, so that it tells those of the same moment
        sampler.start();
        return new Watch(sampler, alerts, live, new Readiness(databases));
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

    @Override
    public void close() {
        readiness.close();
        sampler.close();
        live.close();
        alerts.close();
    }
}
