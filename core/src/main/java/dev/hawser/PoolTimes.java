package dev.hawser;

/**
 * How long things took in a pool since it was opened. Immutable.
 *
 * @param waitTime for a connection, by all who got one; zero for those who did not have to wait
 * @param useTime of a connection, from its loan to its return; measured for some loans of each second
 * @param createTime of a connection
 */
public record PoolTimes(TimeDistribution waitTime, TimeDistribution useTime, TimeDistribution createTime) {

    /** The two pools together. */
    public PoolTimes plus(PoolTimes other) {
        return new PoolTimes(
                waitTime.plus(other.waitTime), useTime.plus(other.useTime), createTime.plus(other.createTime));
    }
}
