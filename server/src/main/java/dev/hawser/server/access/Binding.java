package dev.hawser.server.access;

import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Where a server may listen: on this machine's loopback interface as it likes, elsewhere with a key for tokens, and TLS or an explicit word that it is not needed. */
public final class Binding {

    private Binding() {}

    /**
     * The address to listen at. It may ask for the address of a name.
     *
     * @throws ConfigurationException if the server must not listen there as it is configured
     */
    public static InetAddress address(ServerConfig config) {
        InetAddress address;
        try {
            address = InetAddress.getByName(config.host());
        } catch (UnknownHostException unknown) {
            throw new ConfigurationException(
                    List.of(ServerProperty.SECTION + ": host = " + config.host() + ": the address is unknown"));
        }
        if (!address.isLoopbackAddress()) {
            checkPublic(config);
        }
        return address;
    }

    private static void checkPublic(ServerConfig config) {
        List<String> problems = new ArrayList<>();
        String place = ServerProperty.SECTION + ": host = " + config.host() + " can be reached from outside: ";
        if (!config.jwt().isConfigured()) {
            problems.add(place + "that needs a key for tokens; set jwt.secret (JWT_SECRET_KEY), jwt.public-key"
                    + " (JWT_PUBLIC_KEY) or jwt.jwks-url (JWT_JWKS_URL), or use 127.0.0.1");
        }
        if (config.tls() == null && !config.allowPlainHttp()) {
            problems.add(place + "that needs TLS, or tokens could be read on the way; set tls.certificate and tls.key,"
                    + " or allow-plain-http: true where something in front of it has TLS, or use 127.0.0.1");
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}
