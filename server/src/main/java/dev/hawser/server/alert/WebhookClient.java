package dev.hawser.server.alert;

import dev.hawser.config.WebhookConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends one body once. What it says of a failure names neither the path nor the query of the receiver: they may hold a token. Thread-safe. */
final class WebhookClient implements AutoCloseable {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final WebhookConfig config;
    private final HttpClient client;

    WebhookClient(WebhookConfig config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER) // the signature is for the configured receiver alone
                .connectTimeout(config.timeout())
                .build();
    }

    /** Blocks for the configured time at most, the answer's body included, which is not looked at. */
    Delivery send(String id, String body, Instant at) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request(id, body, at), BodyHandlers.discarding());
        try {
            return judge(answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return noAnswer();
        } catch (ExecutionException failure) {
            return new Delivery.Later(reason(failure.getCause()), null);
        } finally {
            answer.cancel(true); // what is done is not disturbed by it
        }
    }

    private HttpRequest request(String id, String body, Instant at) {
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "hawser")
                .header("X-Hawser-Delivery", id)
                .POST(BodyPublishers.ofString(body));
        if (config.secret() != null) {
            request.header("X-Hawser-Signature", WebhookSignature.of(config.secret(), at, body));
        }
        return request.build();
    }

    private static Delivery judge(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return new Delivery.Accepted();
        }
        if (status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT) {
            return new Delivery.Later("it answered " + status, retryAfter(answer));
        }
        return new Delivery.Refused(
                status >= 300 && status < 400
                        ? "it answered " + status + ", and redirects are not followed; configure where it leads to"
                        : "it answered " + status);
    }

    private static @Nullable Duration retryAfter(HttpResponse<Void> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private Delivery noAnswer() {
        return new Delivery.Later("no answer within " + Amounts.time(config.timeout()), null);
    }

    private String reason(@Nullable Throwable failure) {
        if (failure instanceof ConnectException connect) {
            return connect.getCause() instanceof UnresolvedAddressException
                    ? "its name is unknown"
                    : "it cannot be reached";
        }
        if (failure instanceof HttpTimeoutException) {
            return "no answer within " + Amounts.time(config.timeout());
        }
        if (failure instanceof SSLException tls) {
            return "no TLS with it: " + tls.getMessage();
        }
        return failure instanceof IOException
                ? "the connection broke"
                : "it failed: "
                        + (failure == null
                                ? "nobody knows why"
                                : failure.getClass().getSimpleName());
    }

    /** Later versions of Java can close a client; before, it goes when nobody refers to it. */
    @Override
    public void close() {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception impossible) {
                throw new IllegalStateException("a client of HTTP could not be closed", impossible);
            }
        }
    }
}
