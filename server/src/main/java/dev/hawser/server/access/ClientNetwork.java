package dev.hawser.server.access;

/** Who counts as one client, wherever clients are counted: an IPv4 address, or an IPv6 network of 64 bits. */
public final class ClientNetwork {

    private static final int GROUPS = 4;

    private ClientNetwork() {}

    /**
     * The client with an address. Whoever has one IPv6 address has 2^64 of them.
     *
     * @param address as Java writes it, without {@code ::}; it may be in brackets
     */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] groups = address.replace("[", "").split(":", GROUPS + 1);
        return groups.length <= GROUPS ? address : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }
}
