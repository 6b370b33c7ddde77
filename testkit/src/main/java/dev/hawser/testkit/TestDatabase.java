package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A database that a test may do anything with. Immutable.
 *
 * @param name its name on the server
 * @param user may create databases
 */
public record TestDatabase(HostSpec host, String name, String user, String password) {

    /** The URL for Hawser, with user and password. */
    public String url() {
        return "postgresql://" + encoded(user) + ":" + encoded(password) + "@" + host + "/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "postgresql://" + host + "/" + name;
    }
}
