package dev.hawser.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the certificates that an authority has signed, whoever they are for: {@code ssl.mode} verify-ca, which the driver does not have. Public for the driver, which
 * makes one for each connect by the name of the class; of no use to others. Thread-safe.
 */
public final class SqlServerTrust implements X509TrustManager {

    /** It protects nothing: certificates are public. */
    static final String STORE_PASSWORD = "certificates";

    private final X509TrustManager authorities;

    /** For the driver. {@code rootCert} is a file with certificates in PEM; empty for those that Java trusts. */
    public SqlServerTrust(String rootCert) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(rootCert.isEmpty() ? null : store(Path.of(rootCert)));
        this.authorities = first(factory.getTrustManagers());
    }

    private static X509TrustManager first(TrustManager[] managers) throws GeneralSecurityException {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("Java has no trust manager for certificates");
    }

    private static KeyStore store(Path rootCert) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(rootCert)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root" + number++, certificate);
            }
        }
        if (store.size() == 0) {
            throw new CertificateException(rootCert + " holds no certificate");
        }
        return store;
    }

    /** The certificates of a PEM file as a trust store, which is the only form that the driver takes when it also checks the host's name. */
    static Path trustStore(Path rootCert) throws IOException, GeneralSecurityException {
        KeyStore store = store(rootCert);
        Path file = Files.createTempFile("hawser-", ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, STORE_PASSWORD.toCharArray());
        }
        return file;
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, @Nullable String authType)
            throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
