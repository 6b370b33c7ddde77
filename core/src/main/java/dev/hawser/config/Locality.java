package dev.hawser.config;

import dev.hawser.HostSpec;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether a host is local, so that an unencrypted connection to it is no one else's to read. Thread-safe. */
final class Locality {

    private final NameResolver resolver;

    Locality(NameResolver resolver) {
        this.resolver = resolver;
    }

    /** Whether all of them are. */
    boolean isLocal(List<HostSpec> hosts) {
        return hosts.stream().allMatch(host -> isLocal(host.host()));
    }

    /** Loopback, a Unix socket, or a name without a dot that resolves to private or loopback addresses only. */
    private boolean isLocal(String host) {
        if (host.startsWith("/") || host.equalsIgnoreCase("localhost") || host.matches("127\\.\\d+\\.\\d+\\.\\d+")) {
            return true;
        }
        if (host.indexOf('.') >= 0) {
            return false;
        }
        try {
            return resolver.resolve(host).stream().allMatch(Locality::isPrivate);
        } catch (UnknownHostException e) {
            // A name that nobody knows yet may turn out to be anywhere.
            return false;
        }
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc); // fc00::/7, RFC 4193
    }
}
