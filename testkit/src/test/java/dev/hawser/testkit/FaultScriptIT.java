package dev.hawser.testkit;

/** On PostgreSQL. */
class FaultScriptIT extends FaultScriptCases {

    @Override
    Cluster<?> startCluster() throws Exception {
        return PostgresCluster.started();
    }

    @Override
    String options() {
        return "loginTimeout=1&socketTimeout=1";
    }
}
