package dev.hawser.server;

import dev.hawser.DatabaseTopology;
import java.util.List;

/** The hosts of a database. Immutable. */
record TopologyJson(long epoch, List<HostLiveJson> hosts) {

    static TopologyJson of(DatabaseTopology topology) {
        return new TopologyJson(
                topology.epoch(),
                topology.hosts().stream().map(HostLiveJson::of).toList());
    }
}
