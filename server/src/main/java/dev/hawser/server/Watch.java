package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.server.alert.Alerts;
import dev.hawser.server.live.Sampler;
import dev.hawser.spi.Ticker;

/** What goes on by itself while the server runs: samples each second, and alerts that come of them. Thread-safe. */
final class Watch implements AutoCloseable {

    private final Sampler sampler;
    private final Alerts alerts;

    private Watch(Sampler sampler, Alerts alerts) {
        this.sampler = sampler;
        this.alerts = alerts;
    }

    static Watch start(DatabaseManager databases) {
        Sampler sampler = new Sampler(databases, Ticker.SYSTEM);
        Alerts alerts = Alerts.of(databases.config(), Ticker.SYSTEM);
        sampler.listen(alerts);
        sampler.start();
        return new Watch(sampler, alerts);
    }

    Alerts alerts() {
        return alerts;
    }

    @Override
    public void close() {
        sampler.close();
        alerts.close();
    }
}
