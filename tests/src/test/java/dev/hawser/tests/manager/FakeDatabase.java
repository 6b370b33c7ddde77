package dev.hawser.tests.manager;

import dev.hawser.Deadline;
import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseListener;
import dev.hawser.internal.Events;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A managed database over a fake engine, whose clock stands still. */
public final class FakeDatabase implements AutoCloseable {

    public final FakeEngine engine = new FakeEngine();
    public final ManualTicker ticker = new ManualTicker();
    public final Threads threads = new Threads(ticker);
    public final List<Object> events = new CopyOnWriteArrayList<>();
    public final ManagedDatabase database;

    public FakeDatabase(String url) {
        this(DatabaseOptions.of("orders").url(url).set("retry.jitter", 0));
    }

    public FakeDatabase(DatabaseOptions options) {
        DatabaseListener listener = events::add;
        database = new ManagedDatabase(
                config(options, engine), engine, new Events(List.of(listener)), threads, Supplied.NOTHING);
    }

    /** What a manager would make of the options. */
    static DatabaseConfig config(DatabaseOptions options, FakeEngine engine) {
        ConfigSources sources = ConfigSources.in(Path.of("target/nothing-here")).withDatabases(options);
        return new ConfigLoader(sources, List.of(engine)).load().databases().get(0);
    }

    /** Starts it, and forgets the connections that starting took. */
    public FakeDatabase started() {
        database.start();
        return this;
    }

    /** Does something on a thread of its own. */
    public <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads.workers());
    }

    @Override
    public void close() {
        database.close(Deadline.at(ticker.nanoTime(), Duration.ofMillis(100)));
        threads.close();
    }
}
