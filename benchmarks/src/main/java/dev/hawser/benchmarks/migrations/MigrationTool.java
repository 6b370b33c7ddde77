package dev.hawser.benchmarks.migrations;

import dev.hawser.benchmarks.results.Contender;

/** What migrates. */
enum MigrationTool implements Contender {
    HAWSER("Hawser", false),
    /** The statements alone, each script in a transaction, over a connection that is open. */
    PLAIN("the statements alone", false),
    FLYWAY("Flyway", true),
    LIQUIBASE("Liquibase", true),
    MYBATIS("mybatis-migrations", true);

    private final String title;
    private final boolean peer;

    MigrationTool(String title, boolean peer) {
        this.title = title;
        this.peer = peer;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return peer;
    }
}
