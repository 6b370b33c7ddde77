package dev.hawser.server;

import dev.hawser.DatabaseInfo;
import dev.hawser.HostSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link DatabaseInfo} as JSON shows it. Immutable. */
public record InfoJson(
        String name,
        String databaseType,
        String url,
        List<String> hosts,
        @Nullable String database,
        @Nullable String user,
        @Nullable String schema,
        boolean readonly,
        String profile,
        String provider,
        SortedMap<String, String> settings) {

    /** What JSON shows of {@code info}. */
    public static InfoJson of(DatabaseInfo info) {
        return new InfoJson(
                info.name(),
                info.engine(),
                info.url(),
                info.hosts().stream().map(HostSpec::toString).toList(),
                info.database(),
                info.user(),
                info.schema(),
                info.readonly(),
                info.profile(),
                info.provider(),
                new TreeMap<>(info.settings()));
    }
}
