package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the data that pg_dump and pg_restore write as SQL, and counts the rows of each table. Two databases have the same content if this says the same. For one thread. */
final class PostgresqlText {

    /** Stand beside the tables, if there are any. */
    static final String LARGE_OBJECTS = "(large objects)";

    static final String SEQUENCES = "(sequences)";

    private static final byte[] END_OF_DATA = {'\\', '.'};
    // Longer than the head of any COPY: 1,600 columns of 63 bytes in quotes.
    private static final int LONGEST_HEAD = 128 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final Map<String, RowChecksum> tables = new LinkedHashMap<>();
    private final byte[] head = new byte[LONGEST_HEAD];
    private int headLength;
    private @Nullable RowChecksum table;
    private long lineLength;
    private boolean largeObject;

    private PostgresqlText() {}

    /** Reads to the end. */
    static Contents contents(InputStream sql) throws IOException {
        PostgresqlText text = new PostgresqlText();
        byte[] buffer = new byte[BUFFER];
        for (int read = sql.read(buffer); read >= 0; read = sql.read(buffer)) {
            text.add(buffer, read);
        }
        Map<String, TableContent> contents = new LinkedHashMap<>();
        text.tables.forEach((name, rows) -> contents.put(name, rows.content()));
        return new Contents(contents);
    }

    private void add(byte[] bytes, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                part(bytes, from, i);
                endLine();
                from = i + 1;
            }
        }
        part(bytes, from, length);
    }

    /** Of a line, which may come in several. */
    private void part(byte[] bytes, int from, int to) {
        int kept = Math.min(to - from, head.length - headLength);
        System.arraycopy(bytes, from, head, headLength, kept);
        headLength += kept;
        lineLength += to - from;
        if (table != null) {
            table.add(bytes, from, to);
        }
    }

    private void endLine() {
        if (table == null) {
            statement();
        } else if (lineLength == END_OF_DATA.length && head[0] == END_OF_DATA[0] && head[1] == END_OF_DATA[1]) {
            table.dropRow();
            table = null;
        } else {
            table.endRow();
        }
        headLength = 0;
        lineLength = 0;
    }

    private void statement() {
        if (starts("COPY ")) {
            String line = line();
            if (line.endsWith(" FROM stdin;")) {
                table = rows(tableName(line));
            }
        } else if (starts("SELECT pg_catalog.setval(")) {
            row(SEQUENCES);
        } else if (starts("SELECT pg_catalog.lo_open(")) {
            largeObject = true;
            rows(LARGE_OBJECTS).add(head, 0, headLength);
        } else if (largeObject && starts("SELECT pg_catalog.lowrite(")) {
            rows(LARGE_OBJECTS).add(head, 0, headLength);
        } else if (largeObject && starts("SELECT pg_catalog.lo_close(")) {
            largeObject = false;
            rows(LARGE_OBJECTS).endRow();
        }
    }

    private void row(String name) {
        RowChecksum rows = rows(name);
        rows.add(head, 0, headLength);
        rows.endRow();
    }

    private RowChecksum rows(String name) {
        return tables.computeIfAbsent(name, first -> new RowChecksum());
    }

    private boolean starts(String text) {
        if (headLength < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (head[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String line() {
        return new String(head, 0, headLength, StandardCharsets.UTF_8);
    }

    /** {@code COPY public."a ""b""" (id, …) FROM stdin;} gives {@code public.a "b"}. */
    private static String tableName(String copy) {
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = "COPY ".length(); i < copy.length(); i++) {
            char character = copy.charAt(i);
            if (character == '"') {
                boolean doubled = quoted && copy.charAt(i + 1) == '"';
                if (doubled) {
                    name.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (character == ' ' && !quoted) {
                break;
            } else {
                name.append(character);
            }
        }
        return name.toString();
    }
}
