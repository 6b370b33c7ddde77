package dev.hawser.engines;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the write-ahead log. Written {@code <system identifier>:<timeline>:<LSN>}, such as {@code 7710697186785752874:2:0/3000148}. Immutable.
 *
 * @param cluster the system identifier, which a primary and its standbys share
 * @param lsn unsigned
 */
record PostgresqlPosition(String cluster, long timeline, long lsn) {

    private static final String HALF = "(0|[1-9A-F][0-9A-F]{0,7})";
    private static final Pattern FORM = Pattern.compile("(-?[1-9][0-9]{0,18}):([1-9][0-9]{0,9}):" + HALF + "/" + HALF);
    private static final long MAX_TIMELINE = 0xFFFF_FFFFL;
    private static final int QUOTED = 64;

    /** Reads what {@link #toString} wrote, and nothing else: the text may come from anywhere. */
    static PostgresqlPosition parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(2)) > MAX_TIMELINE) {
            throw new IllegalArgumentException("\"" + quotable(text)
                    + "\" is not a position of PostgreSQL, which looks like 7710697186785752874:2:0/3000148");
        }
        return new PostgresqlPosition(
                parts.group(1), Long.parseLong(parts.group(2)), lsn(parts.group(3), parts.group(4)));
    }

    private static String quotable(String text) {
        String start = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
        return start.replaceAll("[^\\x20-\\x7e…]", "?");
    }

    /** Reads the server's text for an LSN, of which some versions pad the second half with zeros. */
    static long lsn(String text) {
        int slash = text.indexOf('/');
        return lsn(text.substring(0, slash), text.substring(slash + 1));
    }

    private static long lsn(String high, String low) {
        return Long.parseLong(high, 16) << 32 | Long.parseLong(low, 16);
    }

    @Override
    public String toString() {
        String halves = Long.toHexString(lsn >>> 32) + "/" + Long.toHexString(lsn & 0xFFFF_FFFFL);
        return cluster + ":" + timeline + ":" + halves.toUpperCase(Locale.ROOT);
    }
}
