package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.";

    @ParameterizedTest
    @ValueSource(strings = {"", "x=", "x=Bearer%20", "x=Bearer+", "x=a.", "x%3D", "x=%22", "x=eye.", "x=--%2d"})
    void token_isSeen_whateverStandsBefore(String before) {
        assertThat(Guard.looksLikeToken(before + TOKEN + "signature")).isTrue();
        assertThat(Guard.looksLikeToken(before + TOKEN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=10", "order=eyes", "x=key.value.other", "x=eyJhbGciOiJIUzI1NiJ9", "x=ey.ey.ey"})
    void otherText_isNone(String text) {
        assertThat(Guard.looksLikeToken(text)).isFalse();
    }

    @Test
    void search_takesTime_asTheTextIsLong_andNoMore() {
        for (String hostile : new String[] {"ey", "ey.", "eyeyey.", "%65ey", "-ey"}) {
            String text = hostile.repeat(500_000 / hostile.length());
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> assertThat(Guard.looksLikeToken(text + "="))
                            .as(hostile)
                            .isFalse());
        }
    }
}
