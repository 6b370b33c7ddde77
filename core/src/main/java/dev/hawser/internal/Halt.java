package dev.hawser.internal;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.Connector;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The steps that a driver goes in one go, and at which of them it came to a halt. */
final class Halt {

    static final String TLS = "tls";
    static final String AUTHENTICATION = "authentication";
    static final String DATABASE = "database";
    static final String PERMISSIONS = "permissions";
    static final String ROLE = "role";
    static final String VERSION = "version";
    static final String LIMITS = "limits";

    private Halt() {}

    /** What to do: what the error says, or else what goes with the step. */
    static @Nullable String advice(String step, DatabaseException error) {
        if (error.advice() != null) {
            return error.advice();
        }
        return switch (step) {
            case TLS -> "Check ssl.mode and ssl.root-cert against what the server offers";
            case AUTHENTICATION -> "Check user and password, and that a server of this engine listens there";
            case DATABASE -> "Check the database's name";
            case LIMITS -> "Lower the pools of those who are connected, or let the server take more";
            default -> null;
        };
    }

    /** The step at which the driver came to a halt. */
    static String where(DatabaseConfig config, Throwable failure, DatabaseException error) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return TLS;
            }
        }
        ErrorCategory category = error.category();
        if (category == ErrorCategory.AUTHENTICATION) {
            return AUTHENTICATION;
        } else if (category == ErrorCategory.NO_SUCH_DATABASE) {
            return DATABASE;
        } else if (category == ErrorCategory.PERMISSION) {
            return PERMISSIONS;
        } else if (category == ErrorCategory.RESOURCE || Connector.isServerFull(error)) {
            return LIMITS;
        }
        return config.ssl().mode() == SslMode.DISABLE ? AUTHENTICATION : TLS;
    }
}
