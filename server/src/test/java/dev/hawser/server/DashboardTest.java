package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {

    private static final int HEAVIEST = 150_000;
    private static final Path SOURCES = Path.of("src/main/resources/dashboard");
    private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()'([^']+)'");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");

    @TempDir
    static Path directory;

    private static DatabaseManager databases;
    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open();
        server = Server.start(databases, "127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        server.close();
        databases.close();
    }

    @Test
    void listOfFiles_namesEveryFileOfTheFolder() throws IOException {
        try (Stream<Path> found = Files.walk(SOURCES)) {
            assertThat(Dashboard.files())
                    .containsExactlyElementsOf(found.filter(Files::isRegularFile)
                            .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                            .filter(file -> !List.of("index.html", "files.txt", "vendor/uplot/LICENSE")
                                    .contains(file))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void everyImport_leadsToAFileThatIsServed() throws IOException {
        for (String file : Dashboard.files()) {
            if (file.startsWith("js/")) {
                Path source = SOURCES.resolve(file);
                for (String imported : matches(IMPORT, Files.readString(source))) {
                    String target = SOURCES.relativize(
                                    source.resolveSibling(imported).normalize())
                            .toString();
                    assertThat(Dashboard.files())
                            .as(file + " imports " + imported)
                            .contains(target.replace('\\', '/'));
                }
            }
        }
    }

    @Test
    void page_isAllowedItsOwnFilesOnly_andEachOfThemIsThere() throws Exception {
        HttpResponse<byte[]> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        String html = new String(page.body(), StandardCharsets.UTF_8);
        assertThat(html).doesNotContain("{{", "style=", "<style", "onclick");
        List<String> references = matches(REFERENCE, html);
        assertThat(references).hasSizeGreaterThan(5);
        for (String reference : references) {
            HttpResponse<byte[]> asset = get("/" + reference);
            assertThat(asset.statusCode()).as(reference).isEqualTo(200);
            assertThat(header(asset, "Cache-Control")).contains("immutable");
            assertThat(header(asset, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void compressed_isTheSame_andKnownContentIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> plain = get("/");
        HttpResponse<byte[]> compressed = get("/", "Accept-Encoding", "gzip, br");
        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
        HttpResponse<byte[]> again = get("/", "If-None-Match", header(plain, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void whatIsNotPartOfIt_isNotFound() throws Exception {
        String assets = "/" + Dashboard.load().assetsPath();
        assertThat(get(assets + "/js/app.js").statusCode()).isEqualTo(200);
        for (String path : List.of(
                "/assets/",
                assets + "/",
                assets + "/files.txt",
                assets + "/js/nothing.js",
                "/assets/0000000000000000/js/app.js",
                assets + "/..%2f..%2fopenapi.yaml",
                assets + "/js/%2e%2e/%2e%2e/index.html")) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void allOfIt_weighsLittle() {
        assertThat(Dashboard.load().compressedBytes()).isBetween(20_000, HEAVIEST);
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    }
}
