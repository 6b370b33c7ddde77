package dev.hawser.engines;

import dev.hawser.HostSpec;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where a real SQL Server is, and who may create databases there. Prints without its password. */
record SqlServerAddress(HostSpec host, String user, String password) {

    static final String URL = "HAWSER_TEST_SQLSERVER_URL";
    static final String USER = "HAWSER_TEST_SQLSERVER_USER";
    static final String PASSWORD = "HAWSER_TEST_SQLSERVER_PASSWORD";

    private static final int PORT = 1433;

    /** The one that the environment names: {@value #URL} as {@code sqlserver://host:port}, with user and password in it or in variables of their own. Null if it names none. */
    static @Nullable SqlServerAddress ofEnvironment() {
        String url = System.getenv(URL);
        return url == null || url.isBlank() ? null : of(url, System.getenv(USER), System.getenv(PASSWORD));
    }

    /** User and password, where they are given, win over those in the URL. */
    static SqlServerAddress of(String url, @Nullable String user, @Nullable String password) {
        URI uri = URI.create(url);
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        HostSpec host = new HostSpec(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort());
        return new SqlServerAddress(host, chosen(user, login, 0, USER), chosen(password, login, 1, PASSWORD));
    }

    private static String chosen(@Nullable String given, String[] login, int position, String variable) {
        if (given != null && !given.isEmpty()) {
            return given;
        }
        if (login.length <= position) {
            throw new IllegalArgumentException("who logs in? Give it in " + URL + ", or as " + variable);
        }
        return URLDecoder.decode(login[position].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return user + "@" + host;
    }
}
