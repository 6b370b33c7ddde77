package dev.hawser.server.access;

import dev.hawser.config.ServerProperty;
import dev.hawser.config.TlsConfig;
import dev.hawser.error.ConfigurationException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate and key of a server, as their files have them now. New connections get the newest that can be used. Thread-safe. */
final class TlsFiles {

    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

    private static final String ALIAS = "server";

    private static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);

    private final TlsConfig files;
    private final Clock clock;
    private volatile Instant warnAgain = Instant.MIN;
    private volatile Identity identity;
    private volatile List<Object> seen;

    /** @throws ConfigurationException if they cannot be used */
    TlsFiles(TlsConfig files, Clock clock) {
        this.files = files;
        this.clock = clock;
        this.seen = state();
        try {
            this.identity = Identity.read(files);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(List.of(ServerProperty.SECTION + ": " + wrong.getMessage()));
        }
        expiryWarning().ifPresent(log::warn);
    }

    /** Reads the files again if they have changed. Of new files that cannot be used, the log tells, and the old ones stay. */
    void refresh() {
        List<Object> now = state();
        if (!now.equals(seen)) {
            seen = now;
            readAgain();
        }
        expiryWarning().ifPresent(log::warn);
    }

    private void readAgain() {
        try {
            identity = Identity.read(files);
            log.info("the certificate in {} is used from now on", files.certificate());
            warnAgain = Instant.MIN;
        } catch (IllegalArgumentException wrong) {
            log.warn("the new certificate cannot be used, and the old one stays: {}", wrong.getMessage());
        }
    }

    Identity identity() {
        return identity;
    }

    /** That the certificate expires soon, or has expired; empty if it does not, or if this was said within a day. */
    Optional<String> expiryWarning() {
        Instant now = clock.instant();
        Instant end = identity.certificate().getNotAfter().toInstant();
        if (now.isBefore(end.minus(AHEAD)) || now.isBefore(warnAgain)) {
            return Optional.empty();
        }
        warnAgain = now.plus(BETWEEN_WARNINGS);
        String certificate = "the certificate in " + files.certificate();
        return Optional.of(
                end.isBefore(now)
                        ? certificate + " expired at " + end + "; clients will refuse it"
                        : certificate + " expires at " + end + ", in "
                                + Duration.between(now, end).toDays()
                                + " days; put a new one in its place, which is used without a restart");
    }

    private List<Object> state() {
        return List.of(state(files.certificate()), state(files.key()));
    }

    private static List<Object> state(Path file) {
        try {
            return List.of(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException gone) {
            return List.of();
        }
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Current()}, null, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has TLS", impossible);
        }
    }

    /** Shows each new client the identity of that moment. */
    private final class Current extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return fits(keyType) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return fits(keyType) ? ALIAS : null;
        }

        private boolean fits(String keyType) {
            return keyType.equals(identity.key().getAlgorithm());
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return fits(keyType) ? new String[] {ALIAS} : null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
