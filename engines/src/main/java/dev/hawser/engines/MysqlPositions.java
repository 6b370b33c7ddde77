package dev.hawser.engines;

import dev.hawser.spi.PositionTracker;

/** Compares sets of global transaction ids: {@link MariadbGtids} or {@link MysqlGtids}. They name no cluster, and have no timelines. */
final class MysqlPositions implements PositionTracker {

    @Override
    public Relation relation(String position, String reached) {
        boolean mariadb = MariadbGtids.isForm(position);
        if (mariadb != MariadbGtids.isForm(reached)) {
            return mariadb || MysqlGtids.isForm(position) ? Relation.FOREIGN : refuse(position);
        }
        boolean there = mariadb
                ? MariadbGtids.parse(reached).covers(MariadbGtids.parse(position))
                : MysqlGtids.parse(reached).covers(MysqlGtids.parse(position));
        return there ? Relation.REACHED : Relation.BEHIND;
    }

    private static Relation refuse(String position) {
        MysqlGtids.parse(position); // which says what is wrong
        return Relation.FOREIGN;
    }
}
