package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.stub.StubDriver;
import dev.hawser.benchmarks.stub.StubServer;
import java.sql.Driver;

/** Where a pool's connections lead, in JDBC's terms. Immutable. */
record Endpoint(Class<? extends Driver> driver, String url, String user, String password) {

    static Endpoint of(StubServer server) {
        return new Endpoint(StubDriver.class, server.url(), "stub", "stub");
    }
}
