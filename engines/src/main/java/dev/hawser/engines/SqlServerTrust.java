package dev.hawser.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
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

    private final X509TrustManager authorities;

    /** For the driver. {@code rootCert} is a file with certificates in PEM; empty for those that Java trusts. */
    public SqlServerTrust(String rootCert) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(rootCert.isEmpty() ? null : TrustStore.certificates(Path.of(rootCert)));
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
