package dev.hawser.engines;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable.Meaning;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What can go wrong with every server on the way to a connection, which drivers report as Java does and without a code. */
final class ConnectFailures {

    private ConnectFailures() {}

    /** What an error means for which neither the server nor the driver has a code. */
    static Meaning withoutCode(Throwable error) {
        ErrorCategory category = neverConnected(error)
                ? ErrorCategory.CONNECTION_REFUSED
                : error instanceof IOException ? ErrorCategory.CONNECTION_LOST : ErrorCategory.OTHER;
        return new Meaning(category, null, 0, null);
    }

    private static boolean neverConnected(Throwable error) {
        return error instanceof ConnectException
                || error instanceof UnknownHostException
                || error instanceof NoRouteToHostException;
    }

    /** What to do about a connect that failed; null if its causes do not tell. */
    static @Nullable String advice(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "The host name is unknown here: check its spelling and the name service";
            }
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return "TLS failed: check ssl.mode and ssl.root-cert against the server's certificate";
            }
            if (cause instanceof SocketTimeoutException) {
                return "The host does not answer: check the network, a firewall, or raise connect-timeout";
            }
            if (cause instanceof ConnectException) {
                return "Check that the server runs and can be reached from here, and host and port";
            }
        }
        return null;
    }
}
