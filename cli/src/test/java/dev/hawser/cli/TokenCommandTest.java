package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenCommandTest {

    private static final String SECRET = "c4nary-b1rd-0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String server, String... arguments) throws IOException {
        Path file = Files.writeString(
                directory.resolve("hawser.yaml"),
                "databases: {default: {url: \"sqlite:///shop.db\", database: \"" + directory.resolve("shop.db")
                        + "\"}}\nserver: {port: 0" + server + "}\n");
        String[] all = new String[arguments.length + 3];
        all[0] = "token";
        all[1] = "--config";
        all[2] = file.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    @Test
    void token_ofTheCommand_opensTheServerWithTheSameSecret_asFarAsItsScopes() throws Exception {
        String keys = ", jwt: {secret: " + SECRET + ", issuer: hawser, audience: ops}";
        assertThat(run(keys, "--scope", "database:read", "--expires", "5m", "--subject", "anna"))
                .as(err.toString())
                .isEqualTo(ExitCode.FINE);
        String token = out.toString().strip();
        assertThat(err.toString()).startsWith("for database:read, until ").doesNotContain(token);
        try (DatabaseManager databases = DatabaseManager.builder(
                                ConfigSources.in(directory).withFile(directory.resolve("hawser.yaml")))
                        .open();
                Server server = Server.start(databases, databases.config().server())) {
            assertThat(status(server, "GET", "/api/session", token)).isEqualTo(200);
            assertThat(status(server, "GET", "/api/database/health", token)).isEqualTo(200);
            assertThat(status(server, "POST", "/api/database/resume", token)).isEqualTo(403);
            assertThat(status(server, "GET", "/api/session", token + "x")).isEqualTo(401);
        }
    }

    private static int status(Server server, String method, String path, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", "Bearer " + token)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void json_hasWhatTheTokenAllows_andUntilWhen() throws Exception {
        assertThat(run(", jwt: {secret: " + SECRET + "}", "--json", "--scope", "database:query,database:read"))
                .isEqualTo(ExitCode.FINE);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames()).containsExactly("token", "subject", "scopes", "expires_at");
        assertThat(json.path("scopes").toString()).isEqualTo("[\"database:query\",\"database:read\"]");
        assertThat(Instant.parse(json.path("expires_at").stringValue()))
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_700));
        assertThat(out.toString()).doesNotContain(SECRET);
    }

    @Test
    void withoutASecret_saysWhatToDo() throws Exception {
        assertThat(run("", "--scope", "database:read")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("jwt.secret is missing", "JWT_SECRET_KEY", "openssl");
        err.getBuffer().setLength(0);
        assertThat(run(", jwt: {jwks-url: \"https://idp.example/keys\"}", "--scope", "database:read"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("jwt.secret is missing", "identity provider");
        err.getBuffer().setLength(0);
        assertThat(run(", jwt: {secret: c4nary-b1rd}", "--scope", "database:read"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("jwt.secret = ******", "32 or more").doesNotContain("c4nary");
    }

    @Test
    void arguments_thatAreWrong_areNamedWithWhatIsAllowed() throws Exception {
        String keys = ", jwt: {secret: " + SECRET + "}";
        assertThat(run(keys)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--scope");
        for (String scope : new String[] {"read", "database:admin", "", "*"}) {
            err.getBuffer().setLength(0);
            assertThat(run(keys, "--scope", scope)).as(scope).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("database:operate, database:query, database:read");
        }
        for (String expires : new String[] {"soon", "0s", "-1h", "400d", "1e3h"}) {
            err.getBuffer().setLength(0);
            assertThat(run(keys, "--scope", "database:read", "--expires=" + expires))
                    .as(expires)
                    .isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("--expires: expected a duration");
        }
        assertThat(out.toString()).isEmpty();
    }
}
