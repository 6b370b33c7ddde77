package dev.hawser.testkit;

/** On MariaDB. */
class MariadbFaultScriptIT extends FaultScriptCases {

    @Override
    Cluster<?> startCluster() throws Exception {
        return MariadbCluster.started();
    }

    @Override
    String options() {
        return "connectTimeout=1000&socketTimeout=1000&sslMode=disable";
    }
}
