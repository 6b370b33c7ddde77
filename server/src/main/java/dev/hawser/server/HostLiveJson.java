package dev.hawser.server;

import dev.hawser.DatabaseTopology.HostView;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a host at one moment. Immutable. */
record HostLiveJson(
        String host,
        String role,
        String state,
        @Nullable BigDecimal lagMs,
        @Nullable Long timeline,
        @Nullable String fenced,
        @Nullable BigDecimal responseTimeMs,
        PoolJson pool) {

    static HostLiveJson of(HostView host) {
        return new HostLiveJson(
                host.host().toString(),
                host.role().name().toLowerCase(Locale.ROOT),
                host.state().name().toLowerCase(Locale.ROOT),
                Json.milliseconds(host.lag()),
                host.timeline(),
                host.fenced(),
                Json.milliseconds(host.responseTime()),
                PoolJson.of(host.pool()));
    }
}
