package dev.hawser.config;

import java.time.Duration;

/**
 * The pool of one host. Immutable.
 *
 * @param size connections that are kept, from 1
 * @param maxOverflow connections that may exist above {@code size}, from 0
 * @param timeout how long a caller waits for a connection
 * @param maxWaiters how many callers may wait at a time, from 0; the next is refused at once
 * @param shed whether a caller is refused at once when its turn is not expected to come in time
 * @param recycle how old a connection may become; it is retired up to a quarter sooner at random; zero for never
 * @param prePing whether a connection that was idle for more than 500 ms is asked for a sign of life before it is lent
 * @param validationTimeout how long a connection may take to give a sign of life
 * @param keepalive how long a connection may be idle before it is asked for a sign of life; zero for quiet mode: nothing is sent to a database that nobody uses,
 *     and connections that nobody used for a minute are closed
 * @param maxConnecting how many connections may be opened at the same time, from 1
 * @param connectRate how many connections may be opened in a second; zero for any number
 * @param leakThreshold how long a connection may be held before that is reported as a leak; zero for never
 */
public record PoolConfig(
        int size,
        int maxOverflow,
        Duration timeout,
        int maxWaiters,
        boolean shed,
        Duration recycle,
        boolean prePing,
        Duration validationTimeout,
        Duration keepalive,
        int maxConnecting,
        double connectRate,
        Duration leakThreshold) {

    /** A builder that starts with {@code pool.size} 10 and the general defaults of everything else. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.size = size;
        builder.maxOverflow = maxOverflow;
        builder.timeout = timeout;
        builder.maxWaiters = maxWaiters;
        builder.shed = shed;
        builder.recycle = recycle;
        builder.prePing = prePing;
        builder.validationTimeout = validationTimeout;
        builder.keepalive = keepalive;
        builder.maxConnecting = maxConnecting;
        builder.connectRate = connectRate;
        builder.leakThreshold = leakThreshold;
        return builder;
    }

    /** These options with other bounds on the number of connections. */
    public PoolConfig sized(int size, int maxOverflow) {
        return toBuilder().size(size).maxOverflow(maxOverflow).build();
    }

    /** Options while they are put together. For one thread at a time. */
    public static final class Builder {

        private int size = 10;
        private int maxOverflow = 10;
        private Duration timeout = Duration.ofSeconds(30);
        private int maxWaiters = 10_000;
        private boolean shed;
        private Duration recycle = Duration.ofHours(1);
        private boolean prePing = true;
        private Duration validationTimeout = Duration.ofSeconds(1);
        private Duration keepalive = Duration.ofMinutes(2);
        private int maxConnecting = 4;
        private double connectRate;
        private Duration leakThreshold = Duration.ZERO;

        private Builder() {}

        /** See {@link PoolConfig#size}. */
        public Builder size(int size) {
            this.size = size;
            return this;
        }

        /** See {@link PoolConfig#maxOverflow}. */
        public Builder maxOverflow(int maxOverflow) {
            this.maxOverflow = maxOverflow;
            return this;
        }

        /** See {@link PoolConfig#timeout}. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** See {@link PoolConfig#maxWaiters}. */
        public Builder maxWaiters(int maxWaiters) {
            this.maxWaiters = maxWaiters;
            return this;
        }

        /** See {@link PoolConfig#shed}. */
        public Builder shed(boolean shed) {
            this.shed = shed;
            return this;
        }

        /** See {@link PoolConfig#recycle}. */
        public Builder recycle(Duration recycle) {
            this.recycle = recycle;
            return this;
        }

        /** See {@link PoolConfig#prePing}. */
        public Builder prePing(boolean prePing) {
            this.prePing = prePing;
            return this;
        }

        /** See {@link PoolConfig#validationTimeout}. */
        public Builder validationTimeout(Duration validationTimeout) {
            this.validationTimeout = validationTimeout;
            return this;
        }

        /** See {@link PoolConfig#keepalive}. */
        public Builder keepalive(Duration keepalive) {
            this.keepalive = keepalive;
            return this;
        }

        /** See {@link PoolConfig#maxConnecting}. */
        public Builder maxConnecting(int maxConnecting) {
            this.maxConnecting = maxConnecting;
            return this;
        }

        /** See {@link PoolConfig#connectRate}. */
        public Builder connectRate(double connectRate) {
            this.connectRate = connectRate;
            return this;
        }

        /** See {@link PoolConfig#leakThreshold}. */
        public Builder leakThreshold(Duration leakThreshold) {
            this.leakThreshold = leakThreshold;
            return this;
        }

        /** The options. Bounds are checked where configuration is read, not here. */
        public PoolConfig build() {
            return new PoolConfig(
                    size,
                    maxOverflow,
                    timeout,
                    maxWaiters,
                    shed,
                    recycle,
                    prePing,
                    validationTimeout,
                    keepalive,
                    maxConnecting,
                    connectRate,
                    leakThreshold);
        }
    }
}
