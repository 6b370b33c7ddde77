package dev.hawser.server.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while which tokens were found good, by their hashes: a signature takes longer than what is asked for. Whoever asks most recently is
 * remembered, so that nobody can fill it. Thread-safe.
 */
final class CachedVerifier implements TokenVerifier {

    /** A key that is withdrawn, and a token that expires within the clock skew, must not be trusted for much longer. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int SIZE = 1_024;

    private record Known(Principal principal, Instant until) {}

    private final TokenVerifier verifier;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
            return size() > SIZE;
        }
    };

    CachedVerifier(TokenVerifier verifier, Clock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Principal verify(String token) {
        ByteBuffer hash = hash(token);
        Instant now = clock.instant();
        Known found = find(hash);
        if (found != null && now.isBefore(found.until())) {
            return found.principal();
        }
        Principal principal = verifier.verify(token);
        remember(hash, new Known(principal, until(now, principal.expiresAt())));
        return principal;
    }

    private static Instant until(Instant now, @Nullable Instant expiresAt) {
        Instant longest = now.plus(LONGEST);
        return expiresAt != null && expiresAt.isBefore(longest) ? expiresAt : longest;
    }

    private @Nullable Known find(ByteBuffer hash) {
        lock.lock();
        try {
            return known.get(hash);
        } finally {
            lock.unlock();
        }
    }

    private void remember(ByteBuffer hash, Known entry) {
        lock.lock();
        try {
            known.put(hash, entry);
        } finally {
            lock.unlock();
        }
    }

    /** How many are remembered. */
    int size() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }

    private static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public void close() {
        verifier.close();
    }
}
