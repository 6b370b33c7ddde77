package dev.hawser.engines;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Encryption as {@code ssl.mode} asks. MongoDB's driver knows on and off, so whether a server can is found out here. */
final class MongodbTls {

    /** A server without TLS cuts who begins with it; one that says nothing is taken for such a one after this. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private MongodbTls() {}

    /**
     * Whether connections are to be encrypted. For modes that leave it to the server, one that can be reached is asked, within {@code deadline}.
     *
     * @throws IOException if none can be reached
     */
    static boolean isWanted(DatabaseConfig config, Deadline deadline) throws IOException, GeneralSecurityException {
        SslMode mode = config.ssl().mode();
        if (mode == SslMode.DISABLE || mode.compareTo(SslMode.REQUIRE) >= 0) {
            return mode != SslMode.DISABLE;
        }
        if (MongodbOptions.isSrv(config)) {
            return true; // who is found that way offers it
        }
        IOException unreachable = new IOException("no host");
        for (HostSpec host : config.hosts()) {
            try (Socket socket = new Socket()) {
                int millis = (int) Math.max(1, deadline.remaining().toMillis());
                socket.connect(new InetSocketAddress(host.host(), host.port()), millis);
                return isOffered(socket, host);
            } catch (IOException next) {
                unreachable = next;
            }
        }
        throw unreachable;
    }

    private static boolean isOffered(Socket connected, HostSpec host) throws GeneralSecurityException {
        try (SSLSocket encrypted = (SSLSocket)
                trustingAnybody().getSocketFactory().createSocket(connected, host.host(), host.port(), true)) {
            encrypted.setSoTimeout((int) PATIENCE.toMillis());
            encrypted.startHandshake();
            return true;
        } catch (IOException plain) {
            return false;
        }
    }

    /** Whom connections with {@code ssl.mode} trust. */
    static SSLContext context(DatabaseConfig config) throws IOException, GeneralSecurityException {
        return config.ssl().mode().compareTo(SslMode.VERIFY_CA) >= 0
                ? trusting(config.ssl().rootCert())
                : trustingAnybody();
    }

    /** Whether a certificate must be for the host's name. */
    static boolean checksNames(DatabaseConfig config) {
        return config.ssl().mode() == SslMode.VERIFY_FULL;
    }

    private static SSLContext trusting(@Nullable Path rootCert) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(rootCert == null ? null : TrustStore.certificates(rootCert));
        return with(factory.getTrustManagers());
    }

    private static SSLContext trustingAnybody() throws GeneralSecurityException {
        return with(new Anybody());
    }

    private static SSLContext with(TrustManager... managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    /** For modes that encrypt without asking who is at the other end. */
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
