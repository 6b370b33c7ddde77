package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.config.ServerProperty;
import dev.hawser.server.Serving;
import dev.hawser.server.Serving.Answer;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRatesTest {

    @TempDir
    Path directory;

    private final ManualTicker ticker = new ManualTicker();
    private final ClientRates rates = new ClientRates(10, ticker);

    private int asked(String address, int times) {
        int granted = 0;
        for (int i = 0; i < times; i++) {
            granted += rates.mayAsk(address) ? 1 : 0;
        }
        return granted;
    }

    @Test
    void address_mayAskTwiceAsOftenAtOnce_andThenAtItsRate() {
        assertThat(asked("192.0.2.1", 100)).isEqualTo(20);
        ticker.advance(Duration.ofMillis(500));
        assertThat(asked("192.0.2.1", 100)).isEqualTo(5);
        ticker.advance(Duration.ofHours(1));
        assertThat(asked("192.0.2.1", 100)).isEqualTo(20);
        assertThat(asked("192.0.2.2", 1)).isEqualTo(1);
    }

    @Test
    void networkOfIpv6_countsAsOneAddress() {
        assertThat(asked("2001:db8:0:1:0:0:0:1", 15)).isEqualTo(15);
        assertThat(asked("2001:db8:0:1:ffff:0:0:2", 15)).isEqualTo(5);
        assertThat(asked("2001:db8:0:2:0:0:0:1", 15)).isEqualTo(15);
    }

    @Test
    void manyAddresses_takeNoMoreMemory() {
        for (int i = 0; i < 30_000; i++) {
            rates.mayAsk("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }
        assertThat(rates.size()).isEqualTo(10_000);
    }

    @Test
    void serverThatIsAskedTooOften_says429_butStillThatItLives() throws Exception {
        try (Serving serving = new Serving(directory, Map.of(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 1))) {
            String token = serving.server().token().orElseThrow();
            Answer refused = serving.get("/api/databases", token);
            for (int i = 0; i < 20 && refused.status() == 200; i++) {
                refused = serving.get("/api/databases", token);
            }
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.error()).isEqualTo("Too Many Requests");
            assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(serving.get("/health/live", null).status()).isEqualTo(200);
        }
    }
}
