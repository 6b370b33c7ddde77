package dev.hawser.tests.dashboard;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.server.Server;
import dev.hawser.testkit.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A real server over the databases of a test, behind a proxy that can silence it. For one thread at a time. */
final class Site implements AutoCloseable {

    static final String EVERYTHING = "database:read database:operate database:query";

    private final String secret;
    private final DatabaseManager databases;
    private final ShownBackups backups;
    private final Server server;
    private final TcpProxy line;

    private Site(String secret, DatabaseManager databases, ShownBackups backups, Server server, TcpProxy line) {
        this.backups = backups;
        this.secret = secret;
        this.databases = databases;
        this.server = server;
        this.line = line;
    }

    /** @param databases what stands under {@code databases:} in the configuration */
    static Site over(Path directory, String databases) throws IOException {
        String secret = "c4nary-" + UUID.randomUUID() + UUID.randomUUID();
        Files.writeString(directory.resolve("hawser.yaml"), """
                server:
                  jwt: {secret: "%s"}
                databases:
                %s""".formatted(secret, databases.indent(2)));
        ShownBackups backups = new ShownBackups();
        DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .backups(backups)
                .open();
        Server server = Server.start(manager, "127.0.0.1", 0);
        TcpProxy line = TcpProxy.to(new HostSpec("127.0.0.1", server.port()));
        return new Site(secret, manager, backups, server, line);
    }

    DatabaseManager databases() {
        return databases;
    }

    /** The backups of those databases that have any by configuration. */
    ShownBackups backups() {
        return backups;
    }

    /** Between the browser and the server. */
    TcpProxy line() {
        return line;
    }

    String url() {
        return URI.create("http://" + line.host() + "/").toString();
    }

    /** A token that is good for so long. */
    String token(String scopes, Duration validity) {
        long expiry = Instant.now().plus(validity).getEpochSecond();
        String content = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + encoded("{\"sub\":\"operator\",\"scope\":\"%s\",\"exp\":%d}".formatted(scopes, expiry));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        line.close();
        server.close();
        databases.close();
    }
}
