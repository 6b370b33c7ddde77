package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedVerifierTest {

    private static final Instant START = Instant.parse("2026-01-15T10:30:00Z");

    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = START;
    private Instant expiresAt = START.plusSeconds(3_600);

    private final CachedVerifier verifier = new CachedVerifier(this::verify, new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private Principal verify(String token) {
        asked.incrementAndGet();
        if (token.startsWith("bad")) {
            throw Refusal.tokenMalformed("bad");
        }
        return new Principal(token, Set.of(Scope.READ), expiresAt);
    }

    @Test
    void goodToken_isVerifiedOnceAMinute() {
        assertThat(verifier.verify("a")).isEqualTo(verifier.verify("a"));
        assertThat(asked).hasValue(1);
        now = START.plusSeconds(60);
        verifier.verify("a");
        assertThat(asked).hasValue(2);
    }

    @Test
    void goodToken_isVerifiedAnew_onceItExpired() {
        expiresAt = START.plusSeconds(5);
        verifier.verify("a");
        now = START.plusSeconds(5);
        verifier.verify("a");
        assertThat(asked).hasValue(2);
    }

    @Test
    void badToken_isNeverRemembered() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> verifier.verify("bad")).isInstanceOf(Refusal.class);
        }
        assertThat(asked).hasValue(3);
        assertThat(verifier.size()).isZero();
    }

    @Test
    void manyTokens_areForgottenAgain_butNotThoseInUse() {
        verifier.verify("in use");
        for (int i = 0; i < 3_000; i++) {
            verifier.verify("token " + i);
            verifier.verify("in use");
        }
        assertThat(verifier.size()).isEqualTo(1_024);
        assertThat(asked).hasValue(3_001);
    }
}
