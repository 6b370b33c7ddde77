package dev.hawser.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StatementCacheTest {

    @Test
    void get_sameText_isReadOnce() {
        StatementCache cache = new StatementCache(Dialects.SQLITE, 10);

        assertThat(cache.get("select 1")).isSameAs(cache.get(new String("select 1")));
    }

    @Test
    void get_manyTexts_staysBounded() {
        StatementCache cache = new StatementCache(Dialects.SQLITE, 10);

        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.get("select " + i).text()).isEqualTo("select " + i);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void get_usedText_survivesASweep() {
        StatementCache cache = new StatementCache(Dialects.SQLITE, 100);
        ParsedSql kept = cache.get("select kept");

        for (int i = 0; i < 1_000; i++) {
            cache.get("select " + i);
            assertThat(cache.get("select kept")).isSameAs(kept);
        }
    }

    @Test
    void get_veryLongText_isNotKept() {
        StatementCache cache = new StatementCache(Dialects.SQLITE, 10);

        cache.get("select '" + "x".repeat(40_000) + "'");

        assertThat(cache.size()).isZero();
    }

    @Test
    void get_fromManyThreads_givesTheRightStatement() throws InterruptedException {
        StatementCache cache = new StatementCache(Dialects.SQLITE, 50);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            int start = t * 37;
            threads.execute(() -> {
                try {
                    for (int i = 0; i < 5_000; i++) {
                        String text = "select " + (start + i) % 200;
                        assertThat(cache.get(text).text()).isEqualTo(text);
                    }
                } catch (Throwable wrong) {
                    failure.set(wrong);
                }
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(cache.size()).isLessThanOrEqualTo(60);
    }
}
