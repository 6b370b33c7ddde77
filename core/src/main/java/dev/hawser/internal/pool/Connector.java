package dev.hawser.internal.pool;

import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Ticker;
import java.time.Duration;

/** Opens connections to one host and says what went wrong in Hawser's terms. Thread-safe. */
public final class Connector {

    private final Duration connectTimeout;
    private final HostSpec host;
    private final ConnectionFactory factory;
    private final Errors errors;
    private final Ticker ticker;

    /** A connection, and the version of the credentials that it was opened with. */
    public record Opened(EngineConnection connection, long credentialsVersion) {}

    public Connector(Duration connectTimeout, HostSpec host, ConnectionFactory factory, Errors errors, Ticker ticker) {
        this.connectTimeout = connectTimeout;
        this.host = host;
        this.factory = factory;
        this.errors = errors;
        this.ticker = ticker;
    }

    public HostSpec host() {
        return host;
    }

    public Opened open(Duration timeout) {
        return new Opened(connect(timeout), 0);
    }

    public void abort(Thread connecting) {
        connecting.interrupt();
    }

    boolean mayConnect() throws InterruptedException {
        return true;
    }

    /** Opens a connection within about {@code timeout}. */
    public EngineConnection connect(Duration timeout) {
        long startedAt = ticker.nanoTime();
        try {
            return factory.connect(host, timeout);
        } catch (DatabaseException already) {
            throw already;
        } catch (Exception error) {
            Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
            DatabaseException meaning = errors.translate(host, "connecting to " + host, took, error);
            throw meaning.category() == ErrorCategory.CONNECTION_LOST
                    ? errors.as(ErrorCategory.CONNECTION_REFUSED, meaning) // it never was a connection
                    : meaning;
        }
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
