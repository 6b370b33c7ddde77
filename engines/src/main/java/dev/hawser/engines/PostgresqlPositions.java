package dev.hawser.engines;

import dev.hawser.spi.PositionTracker;

/** Compares places in write-ahead logs. Those of different timelines share what is before the fork, and the text does not tell where that is. */
final class PostgresqlPositions implements PositionTracker {

    @Override
    public Relation relation(String position, String reached) {
        PostgresqlPosition wanted = PostgresqlPosition.parse(position);
        PostgresqlPosition host = PostgresqlPosition.parse(reached);
        if (!wanted.cluster().equals(host.cluster())) {
            return Relation.FOREIGN;
        }
        if (wanted.timeline() > host.timeline() || Long.compareUnsigned(wanted.lsn(), host.lsn()) > 0) {
            return Relation.BEHIND;
        }
        return wanted.timeline() == host.timeline() ? Relation.REACHED : Relation.EARLIER_TIMELINE;
    }
}
