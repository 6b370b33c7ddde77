package dev.hawser.internal.pool;

import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.Errors;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Opens connections to one host and says what went wrong in Hawser's terms. Thread-safe. */
public final class Connector {

    private final Duration connectTimeout;
    private final HostSpec host;
    private final ConnectionFactory factory;
    private final CurrentCredentials credentials;
    private final Errors errors;
    private final Ticker ticker;
    private final BiConsumer<HostSpec, EngineConnection> onOpened;

    /**
     * A connection that was just opened.
     *
     * @param credentialsVersion that of the credentials with which its connect started
     */
    public record Opened(EngineConnection connection, long credentialsVersion) {}

    public Connector(
            Duration connectTimeout,
            HostSpec host,
            ConnectionFactory factory,
            CurrentCredentials credentials,
            Errors errors,
            Ticker ticker) {
        this(connectTimeout, host, factory, credentials, errors, ticker, (itself, opened) -> {});
    }

    /** {@code onOpened} sees each connection that was opened for the pool, before the pool has it. */
    public Connector(
            Duration connectTimeout,
            HostSpec host,
            ConnectionFactory factory,
            CurrentCredentials credentials,
            Errors errors,
            Ticker ticker,
            BiConsumer<HostSpec, EngineConnection> onOpened) {
        this.onOpened = onOpened;
        this.connectTimeout = connectTimeout;
        this.host = host;
        this.factory = factory;
        this.credentials = credentials;
        this.errors = errors;
        this.ticker = ticker;
    }

    public HostSpec host() {
        return host;
    }

    /** Opens a connection within about {@code timeout}, to ask over it. Credentials that the server refuses are asked for anew, once. */
    public Opened connect(Duration timeout) {
        return credentials.use(host, timeout, (login, left) -> new Opened(connect(login, left), login.version()));
    }

    /** As {@link #connect}, for the pool. */
    public Opened open(Duration timeout) {
        Opened opened = connect(timeout);
        onOpened.accept(host, opened.connection());
        return opened;
    }

    /** The newest version of credentials that was seen: connections that were opened with an older one are to be retired. */
    public long credentialsVersion() {
        return credentials.newestVersion();
    }

    /** Ends an {@link #open} that overran its time on another thread. Never throws, does not block. */
    public void abort(Thread connecting) {
        factory.abort(connecting);
    }

    private EngineConnection connect(Credentials login, Duration timeout) {
        long startedAt = ticker.nanoTime();
        try {
            return factory.connect(host, login, timeout);
        } catch (DatabaseException already) {
            throw already;
        } catch (Exception error) {
            Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
            throw errors.ofConnect(host, took, error);
        }
    }

    /** Whether an error on a connection says that it, and so perhaps others, is lost. */
    boolean breaksConnection(Exception error) {
        return errors.translate(host, "resetting a connection", Duration.ZERO, error)
                .category()
                .breaksConnection();
    }

    /** SQLSTATE 53300 (PostgreSQL), or MySQL's 1040, which comes as 08004: too many connections. */
    public static boolean isServerFull(DatabaseException failure) {
        return "53300".equals(failure.sqlState()) || failure.vendorCode() == 1040;
    }

    /** What it means that opening a connection failed with something that is no answer of a server. */
    DatabaseException unexpected(Throwable error) {
        return errors.unexpected(host, "connecting to " + host, error);
    }

    /** What it means that a connect did not end though its time was over. */
    DatabaseException overdue(Duration took) {
        return errors.silent(host, took);
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }
}
