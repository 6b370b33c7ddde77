package dev.hawser;

/**
 * Where one server of a database is: {@code db1:5432}. Immutable. An embedded database has hosts too, such as the {@code writer} and the
 * {@code readers} of a SQLite file; their port is 0.
 */
public record HostSpec(String host, int port) {

    /** A host without a port, for embedded databases. */
    public static HostSpec embedded(String label) {
        return new HostSpec(label, 0);
    }

    @Override
    public String toString() {
        if (port == 0) {
            return host;
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
