package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.SslMode;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Encrypted connections: {@code ssl.mode} is kept to the letter, or refused. */
public interface TlsContract {

    /** What is under test. */
    EngineUnderTest subject();

    @Test
    default void ssl_everyMode_isKept() {
        if (!Contracts.claims(subject(), Capability.SSL)) {
            for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
                Contracts.refused(
                        subject(), subject().options().set("ssl.mode", mode), "ssl.mode", "does not claim SSL");
            }
            return;
        }
        TlsServer server = subject().tls();
        DatabaseOptions trusting = server.options().set("ssl.root-cert", server.certificate());
        assertEncrypted(false, server.options().set("ssl.mode", SslMode.DISABLE), server);
        assertEncrypted(true, server.options().set("ssl.mode", SslMode.PREFER), server);
        assertEncrypted(true, server.options().set("ssl.mode", SslMode.REQUIRE), server);
        assertEncrypted(true, trusting.set("ssl.mode", SslMode.VERIFY_CA), server);
        assertEncrypted(true, trusting.set("ssl.mode", SslMode.VERIFY_FULL), server);
        assertEncrypted(false, server.plain().set("ssl.mode", SslMode.PREFER), server);
    }

    private void assertEncrypted(boolean expected, DatabaseOptions options, TlsServer server) {
        try (DatabaseManager manager = Contracts.open(subject(), options)) {
            assertEquals(
                    expected,
                    server.encrypted().test(manager.database(options.name())),
                    () -> "whether the connection is encrypted with "
                            + Contracts.config(subject(), options).ssl());
        }
    }

    @Test
    default void ssl_serverWithoutTls_isRefusedWhereItIsRequired() {
        if (!Contracts.claims(subject(), Capability.SSL)) {
            Contracts.refused(
                    subject(), subject().options().set("ssl.mode", "require"), "ssl.mode", "does not claim SSL");
            return;
        }
        Contracts.fails(
                ErrorCategory.CONNECTION_REFUSED,
                "opening a server without TLS with ssl.mode require",
                () -> Contracts.open(
                                subject(),
                                subject()
                                        .tls()
                                        .plain()
                                        .set("ssl.mode", "require")
                                        .set("retry.max-retries", 0))
                        .close());
    }

    @Test
    default void ssl_certificateNotTrusted_isRefusedWithAdvice() {
        if (!Contracts.claims(subject(), Capability.SSL)) {
            Contracts.refused(
                    subject(), subject().options().set("ssl.mode", "verify-full"), "ssl.mode", "does not claim SSL");
            return;
        }
        for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
            DatabaseException error = Contracts.fails(
                    ErrorCategory.CONNECTION_REFUSED,
                    "opening with " + mode + " a server whose certificate nobody trusts",
                    () -> Contracts.open(
                                    subject(),
                                    subject()
                                            .tls()
                                            .options()
                                            .set("ssl.mode", mode)
                                            .set("retry.max-retries", 0))
                            .close());
            assertTrue(
                    error.getMessage().contains("ssl.root-cert"),
                    () -> "the advice in ErrorTable.Meaning must name ssl.root-cert when a certificate is not trusted: "
                            + error.getMessage());
        }
    }
}
