package dev.hawser.backups;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What a program complains of: its first lines, which tend to name the cause, and its last, without secrets. Thread-safe. */
final class ToolErrors {

    private static final int FIRST_LINES = 10;
    private static final int LAST_LINES = 10;
    private static final int LONGEST_LINE = 500;
    // Longer than any secret, so that none is cut before it is recognised.
    private static final int LONGEST_READ = 16 * 1024;

    private final List<String> secrets;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<String> first = new ArrayList<>();

    @GuardedBy("lock")
    private final ArrayDeque<String> last = new ArrayDeque<>();

    @GuardedBy("lock")
    private long omitted;

    private final Consumer<String> listener;

    ToolErrors(List<Secret> secrets) {
        this(secrets, line -> {});
    }

    /** {@code listener}: hears every line, without secrets. */
    ToolErrors(List<Secret> secrets, Consumer<String> listener) {
        this.listener = listener;
        this.secrets = secrets.stream()
                .map(Secret::reveal)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> List.of(text, encoded(text)).stream())
                .distinct()
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads to the end. */
    void readAll(InputStream stream) throws IOException {
        Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder();
        for (int character = reader.read(); character >= 0; character = reader.read()) {
            if (character == '\n' || character == '\r') {
                add(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST_READ) {
                line.append((char) character);
            }
        }
        add(line.toString());
    }

    private void add(String line) {
        if (line.isBlank()) {
            return;
        }
        String text = redacted(line);
        listener.accept(text);
        String kept = text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + " …";
        lock.lock();
        try {
            if (first.size() < FIRST_LINES) {
                first.add(kept);
                return;
            }
            last.add(kept);
            if (last.size() > LAST_LINES) {
                last.remove();
                omitted++;
            }
        } finally {
            lock.unlock();
        }
    }

    private String redacted(String line) {
        String text = line;
        for (String secret : secrets) {
            text = text.replace(secret, Secret.MASK);
        }
        return text;
    }

    /** The lines so far; empty if there were none. */
    String text() {
        lock.lock();
        try {
            List<String> lines = new ArrayList<>(first);
            if (omitted > 0) {
                lines.add("… (" + omitted + " lines)");
            }
            lines.addAll(last);
            return String.join("\n", lines);
        } finally {
            lock.unlock();
        }
    }
}
