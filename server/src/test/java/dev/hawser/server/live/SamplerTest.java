package dev.hawser.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class SamplerTest {

    private DatabaseManager databases;

    @BeforeEach
    void open(@TempDir Path directory) {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .database(DatabaseOptions.of("lost").url("sqlite:///" + directory.resolve("nowhere/lost.db")))
                .open();
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void sample_hasWhatWasDoneSinceTheOneBefore() {
        SqlDatabase shop = databases.sql("shop");
        shop.query("select 1");
        ManualTicker ticker = new ManualTicker();
        try (Sampler sampler = new Sampler(databases, ticker)) {
            List<List<Sample>> taken = new ArrayList<>();
            sampler.listen(taken::add);
            shop.query("select 2");
            catchThrowable(() -> shop.query("select nonsense"));
            ticker.advance(Duration.ofSeconds(1));
            sampler.tick();
            ticker.advance(Duration.ofSeconds(2));
            sampler.tick();

            assertThat(taken).hasSize(2);
            Sample first = taken.get(0).get(0);
            assertThat(first.database()).isEqualTo("shop");
            assertThat(first.span()).isEqualTo(Duration.ofSeconds(1));
            assertThat(first.activity().queries()).isEqualTo(2);
            assertThat(first.activity().failed()).isEqualTo(1);
            assertThat(first.activity().times().max()).isPositive();
            assertThat(first.activity().waits().count()).isEqualTo(2);
            assertThat(first.activity().poolTimeouts()).isZero();
            assertThat(first.setupError()).isNull();
            Sample second = taken.get(1).get(0);
            assertThat(second.span()).isEqualTo(Duration.ofSeconds(2));
            assertThat(second.activity().queries()).isZero();
            assertThat(second.activity().waits().count()).isZero();
        }
    }

    @Test
    void sample_ofADatabaseThatCouldNotBeSetUp_saysWhy() {
        try (Sampler sampler = new Sampler(databases, new ManualTicker())) {
            List<Sample> taken = new ArrayList<>();
            sampler.listen(taken::addAll);
            sampler.tick();
            assertThat(taken).extracting(Sample::database).containsExactly("shop", "lost");
            assertThat(taken.get(1).setupError().category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        }
    }

    @Test
    void consumerThatFails_doesNotDisturbTheOthers() {
        try (Sampler sampler = new Sampler(databases, new ManualTicker())) {
            List<Sample> taken = new ArrayList<>();
            sampler.listen(samples -> {
                throw new IllegalStateException("a consumer that fails");
            });
            sampler.listen(taken::addAll);
            sampler.tick();
            assertThat(taken).hasSize(2);
        }
    }

    @Test
    void sampler_thatWasStarted_samplesByItself_untilItIsClosed() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        try (Sampler sampler = new Sampler(databases, Ticker.SYSTEM)) {
            sampler.listen(samples -> twice.countDown());
            sampler.start();
            assertThat(twice.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
