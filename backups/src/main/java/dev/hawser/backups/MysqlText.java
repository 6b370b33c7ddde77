package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what mariadb-dump and mysqldump write, and counts the rows of each table, as it passes. Two databases that the same tool writes have the same content if this says the
 * same. For one thread.
 */
final class MysqlText {

    private static final byte[] INSERT = ascii("INSERT INTO `");
    private static final byte[] CREATE = ascii("CREATE TABLE `");
    private static final byte[] DELIMITER = ascii("DELIMITER ");
    private static final byte[] USUAL_DELIMITER = ascii("DELIMITER ;\n");
    private static final byte[] VALUES = ascii("VALUES");
    private static final byte[] MARIADB_POSITION = ascii("-- SET GLOBAL gtid_slave_pos=");
    private static final byte[] COMPLETED = ascii("-- Dump completed");

    /** MariaDB's, and MySQL's, which may span lines. */
    private static final Pattern POSITION =
            Pattern.compile("gtid_slave_pos='([^']*)'|GTID_PURGED=/\\*!80000 '\\+'\\*/ '([^']*)'");

    private static final int BUFFER = 64 * 1024;
    // Longer than any table's name and list of columns.
    private static final int LONGEST_LINE_HEAD = 300 * 1024;
    private static final int LONGEST_PREAMBLE = 64 * 1024;

    private enum State {
        /** Whatever is no row. */
        LINE,
        /** Between the name of the table and its first row. */
        COLUMNS,
        /** Between rows. */
        BETWEEN,
        ROW,
        QUOTED,
        ESCAPED
    }

    private final Map<String, RowChecksum> tables = new LinkedHashMap<>();
    private final StringBuilder preamble = new StringBuilder();
    private final byte[] line = new byte[LONGEST_LINE_HEAD];
    private int length;
    private State state = State.LINE;
    private RowChecksum table = new RowChecksum();
    private boolean inRoutine;
    private boolean completed;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Hands everything on, to the end. */
    void pass(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            read(buffer, read);
            to.write(buffer, 0, read);
        }
    }

    /** What the tool writes last, if nothing went wrong. */
    boolean isCompleted() {
        return completed;
    }

    /** Where in its history the database was; null if that is not written. */
    @Nullable
    String position() {
        Matcher matcher = POSITION.matcher(preamble);
        if (!matcher.find()) {
            return null;
        }
        String gtids = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String plain = gtids.replaceAll("\\s", "");
        return plain.isEmpty() ? null : plain;
    }

    Contents contents() {
        Map<String, TableContent> contents = new LinkedHashMap<>();
        tables.forEach((name, rows) -> contents.put(name, rows.content()));
        return new Contents(contents);
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- reading

    private void read(byte[] bytes, int count) {
        int rowFrom = 0;
        for (int i = 0; i < count; i++) {
            byte one = bytes[i];
            switch (state) {
                case LINE -> line(one);
                case COLUMNS -> columns(one);
                case BETWEEN -> {
                    if (one == '(') {
                        state = State.ROW;
                        rowFrom = i;
                    } else if (one == ';') {
                        state = State.LINE;
                        length = 0;
                    }
                }
                case ROW -> {
                    if (one == '\'') {
                        state = State.QUOTED;
                    } else if (one == ')') {
                        table.add(bytes, rowFrom, i);
                        table.endRow();
                        state = State.BETWEEN;
                    }
                }
                case QUOTED -> {
                    if (one == '\\') {
                        state = State.ESCAPED;
                    } else if (one == '\'') {
                        state = State.ROW; // of two, the second begins the rest of the text
                    }
                }
                case ESCAPED -> state = State.QUOTED;
            }
        }
        if (state == State.ROW || state == State.QUOTED || state == State.ESCAPED) {
            table.add(bytes, rowFrom, count);
        }
    }

    private void line(byte one) {
        if (length < line.length) {
            line[length++] = one;
        }
        if (one == '\n') {
            endLine();
            length = 0;
        } else if (one == '`' && !inRoutine && length > INSERT.length && starts(INSERT)) {
            // The name may hold others, doubled: whether this one ends it, the byte behind it tells.
            state = State.COLUMNS;
        }
    }

    private void endLine() {
        if (starts(DELIMITER)) {
            inRoutine = !starts(USUAL_DELIMITER);
        } else if (!inRoutine && starts(CREATE)) {
            rows(name(CREATE.length));
        } else if (starts(COMPLETED)) {
            completed = true;
        }
        // MySQL tells its position at the beginning, MariaDB at the end.
        if (starts(MARIADB_POSITION) || (preamble.length() < LONGEST_PREAMBLE && tables.isEmpty())) {
            preamble.append(new String(line, 0, length, StandardCharsets.UTF_8));
        }
    }

    private void columns(byte one) {
        if (length < line.length) {
            line[length++] = one;
        }
        if (one == 'S' && ends(VALUES)) {
            table = rows(name(INSERT.length));
            state = State.BETWEEN;
        }
    }

    /** Not within a name in backticks. */
    private boolean ends(byte[] text) {
        int from = length - text.length;
        for (int i = 0; i < text.length; i++) {
            if (from < 0 || line[from + i] != text[i]) {
                return false;
            }
        }
        int ticks = 0;
        for (int i = 0; i < length; i++) {
            ticks += line[i] == '`' ? 1 : 0;
        }
        return ticks % 2 == 0;
    }

    private boolean starts(byte[] text) {
        if (length < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (line[i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The name whose first character is at {@code from}. */
    private String name(int from) {
        int to = from;
        while (to < length && (line[to] != '`' || (to + 1 < length && line[to + 1] == '`'))) {
            to += line[to] == '`' ? 2 : 1;
        }
        return new String(line, from, to - from, StandardCharsets.UTF_8).replace("``", "`");
    }

    private RowChecksum rows(String name) {
        return tables.computeIfAbsent(name, first -> new RowChecksum());
    }
}
