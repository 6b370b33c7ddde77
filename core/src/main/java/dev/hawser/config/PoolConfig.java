package dev.hawser.config;

import java.time.Duration;

/**
 * The pool of one host. Immutable.
 *
 * @param size connections that are kept, from 1
 * @param maxOverflow connections that may exist above {@code size}, from 0
 * @param timeout how long a caller waits for a connection
 * @param recycle how old a connection may become; it is retired up to a quarter sooner at random; zero for never
 * @param prePing whether a connection that was idle for more than 500 ms is asked for a sign of life before it is lent
 */
public record PoolConfig(int size, int maxOverflow, Duration timeout, Duration recycle, boolean prePing) {

    /** These options with other bounds on the number of connections. */
    public PoolConfig sized(int size, int maxOverflow) {
        return new PoolConfig(size, maxOverflow, timeout, recycle, prePing);
    }
}
