package dev.hawser.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are sent to over HTTP. Immutable.
 *
 * @param url {@code https}, or {@code http} on this machine; it may hold a token and is never printed whole
 * @param secret what deliveries are signed with; null for no signature
 * @param timeout how long one attempt may take, from connecting to the last byte of the answer
 * @param allowPlainHttp whether {@code http} to other machines is allowed too
 */
public record WebhookConfig(URI url, @Nullable Secret secret, Duration timeout, boolean allowPlainHttp) {

    public WebhookConfig {
        if (!allowPlainHttp && !isPrivate(url)) {
            throw new IllegalArgumentException("https is needed for a webhook on another machine");
        }
    }

    /** How long one attempt may take if nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** Whether nobody on the way can read what is sent to {@code url}. */
    static boolean isPrivate(URI url) {
        return url.getScheme().equals("https") || url.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    }

    /** The place without what may be secret in it, its path and query: {@code https://hooks.example.com}. */
    public String place() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    @Override
    public String toString() {
        return "WebhookConfig[url=" + place() + "/…, timeout=" + DurationText.format(timeout) + "]";
    }
}
