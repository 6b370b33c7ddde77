package dev.hawser.config;

import dev.hawser.HostSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code db1,db2:5433,[::1]:5432}. A host that says no port has port 0 here. Messages never repeat the text: a URL with an unencoded password
 * may have put a piece of it where a host should be.
 */
final class HostList {

    private static final Pattern ENTRY =
            Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|/[^,:]+|[\\p{L}\\p{N}._*\\\\-]+)(?::(.*))?");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?");

    private HostList() {}

    static List<HostSpec> parse(String text) {
        List<HostSpec> hosts = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            hosts.add(entry(entry.strip()));
        }
        return hosts;
    }

    private static HostSpec entry(String entry) {
        if (BARE_IPV6.matcher(entry).matches()) {
            return new HostSpec(entry, 0);
        }
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    entry.isEmpty() ? "a host is empty" : "a host has a character that no host name has");
        }
        String host = matcher.group(1);
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new HostSpec(name, matcher.group(2) == null ? 0 : port(matcher.group(2)));
    }

    static int port(String text) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is not a whole number from 1 to 65535");
        }
        return port;
    }
}
