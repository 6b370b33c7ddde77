package dev.hawser.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HoldTest {

    @Test
    void nanos_wokenBeforeItBegan_holdsForAsLongAsAsked() {
        LockSupport.unpark(Thread.currentThread());

        assertThat(Hold.nanos(2_000_000)).isGreaterThanOrEqualTo(2_000_000);
    }
}
