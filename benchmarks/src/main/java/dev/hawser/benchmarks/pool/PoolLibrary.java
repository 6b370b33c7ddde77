package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.results.Contender;
import dev.hawser.benchmarks.stub.StubServer;

/** Whose pool is measured, and how it is called. */
public enum PoolLibrary implements Contender {
    HIKARI("HikariCP"),
    AGROAL("Agroal"),
    AGROAL_NO_CACHE("Agroal, cache none"),
    TOMCAT("Tomcat"),
    DBCP2("DBCP2"),
    HAWSER_LEASE("Hawser, lease"),
    HAWSER_FACADE("Hawser, façade");

    private final String title;

    PoolLibrary(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return this != HAWSER_LEASE && this != HAWSER_FACADE;
    }

    /** A pool of connections to {@code server}, a stub; those that it keeps need not be open yet. */
    LendingPool<?> open(StubServer server, PoolSettings settings) throws Exception {
        Endpoint endpoint = Endpoint.of(server);
        return switch (this) {
            case HIKARI -> PeerPools.hikari(endpoint, settings);
            case AGROAL -> PeerPools.agroal(endpoint, settings);
            case AGROAL_NO_CACHE -> PeerPools.agroalWithoutCache(endpoint, settings);
            case TOMCAT -> PeerPools.tomcat(endpoint, settings);
            case DBCP2 -> PeerPools.dbcp2(endpoint, settings);
            case HAWSER_LEASE -> new HawserLeases(server, settings);
            case HAWSER_FACADE -> HawserFacade.open(server, settings);
        };
    }
}
