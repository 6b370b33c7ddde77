package dev.hawser.server;

import dev.hawser.server.access.Scope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dashboard's page and what it is made of, read and compressed once. It holds no data: that comes from the API, to callers with a token. Immutable.
 *
 * <p>The assets' path changes whenever one of them does, so that browsers keep them for good; only the page itself is asked for each time.
 */
final class Dashboard {

    /**
     * Nothing but the server's own files may run, be loaded or be asked; no text becomes markup or code, whatever the databases say; no page may frame it.
     */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String ASK_EACH_TIME = "no-cache";
    private static final String FOLDER = "/dashboard/";
    private static final String PAGE = "index.html";
    private static final String ASSETS_IN_PAGE = "{{assets}}";

    private final String assetsPath;
    private final Asset page;
    private final Map<String, Asset> assets;

    private Dashboard(String assetsPath, Asset page, Map<String, Asset> assets) {
        this.assetsPath = assetsPath;
        this.page = page;
        this.assets = assets;
    }

    /** Adds the page at {@code /} and what it needs below {@code /assets/}. */
    static void add(RoutesConfig routes) {
        Dashboard dashboard = load();
        Routes.read(routes, "/", dashboard::page, Scope.OPEN);
        Routes.read(routes, "/assets/<path>", dashboard::asset, Scope.OPEN);
    }

    static Dashboard load() {
        TreeMap<String, byte[]> contents = new TreeMap<>();
        for (String file : files()) {
            contents.put(file, read(file));
        }
        String assetsPath = "assets/" + Asset.hash(contents.values());
        Map<String, Asset> assets = new HashMap<>();
        contents.forEach((file, content) -> assets.put(assetsPath + "/" + file, Asset.of(file, content)));
        String page = text(PAGE).replace(ASSETS_IN_PAGE, assetsPath);
        return new Dashboard(assetsPath, Asset.of(PAGE, page.getBytes(StandardCharsets.UTF_8)), Map.copyOf(assets));
    }

    /** What the page needs, relative to the folder. A class path cannot be listed, so that a file tells. */
    static List<String> files() {
        return text("files.txt").lines().toList();
    }

    /** Where the assets are at this time: {@code assets/} and a hash of all of them. */
    String assetsPath() {
        return assetsPath;
    }

    /** How many bytes go over the line for all of it, without headers. */
    int compressedBytes() {
        return page.compressed().length
                + assets.values().stream()
                        .mapToInt(asset -> asset.compressed().length)
                        .sum();
    }

    private void page(Context context) {
        context.header(Header.CONTENT_SECURITY_POLICY, POLICY);
        answer(context, page, ASK_EACH_TIME);
    }

    private void asset(Context context) {
        Asset asset = assets.get("assets/" + context.pathParam("path"));
        if (asset == null) {
            throw new NotFoundResponse("the dashboard has no such file; load the page anew if the server was updated");
        }
        answer(context, asset, FOREVER);
    }

    private static void answer(Context context, Asset asset, String cacheControl) {
        context.header(Header.CACHE_CONTROL, cacheControl)
                .header(Header.ETAG, asset.tag())
                .header(Header.VARY, Header.ACCEPT_ENCODING);
        if (asset.tag().equals(context.header(Header.IF_NONE_MATCH))) {
            context.status(HttpStatus.NOT_MODIFIED);
            return;
        }
        context.contentType(asset.type());
        String encodings = context.header(Header.ACCEPT_ENCODING);
        if (encodings != null && encodings.contains("gzip")) {
            SlowAnswer.send(context.header(Header.CONTENT_ENCODING, "gzip"), asset.compressed());
        } else {
            SlowAnswer.send(context, asset.content());
        }
    }

    private static String text(String file) {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    private static byte[] read(String file) {
        try (InputStream in = Dashboard.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("the dashboard's file " + file + " is missing in this build of Hawser");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the dashboard's file " + file + " cannot be read", unreadable);
        }
    }
}
