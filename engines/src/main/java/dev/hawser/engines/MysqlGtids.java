package dev.hawser.engines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * MySQL's <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-concepts.html">global transaction ids</a>: for each server the transactions that it gave a number
 * to, written {@code 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:11,…}; since 8.3 with a tag behind the server. Immutable.
 */
record MysqlGtids(Map<String, List<Interval>> sources) {

    private static final String INTERVAL = ":[0-9]{1,19}(-[0-9]{1,19})?";
    private static final String TAG = ":[a-z_][a-z0-9_]{0,31}";
    private static final String SOURCE =
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}((" + TAG + ")?(" + INTERVAL + ")+)+";
    private static final Pattern FORM = Pattern.compile(SOURCE);
    private static final int QUOTED = 64;

    /** From {@code first} to {@code last}, both included. */
    record Interval(long first, long last) {}

    static boolean isForm(String text) {
        for (String source : split(text)) {
            if (!FORM.matcher(source).matches()) {
                return false;
            }
        }
        return true;
    }

    private static String[] split(String text) {
        return text.toLowerCase(Locale.ROOT).split(",\\s*", -1);
    }

    /** @throws IllegalArgumentException if it is none */
    static MysqlGtids parse(String text) {
        if (!isForm(text)) {
            throw notAPosition(text);
        }
        Map<String, List<Interval>> sources = new HashMap<>();
        for (String source : split(text)) {
            String[] parts = source.split(":");
            String name = parts[0];
            for (int i = 1; i < parts.length; i++) {
                if (Character.isDigit(parts[i].charAt(0))) {
                    sources.computeIfAbsent(name, any -> new ArrayList<>()).add(interval(parts[i], text));
                } else {
                    name = parts[0] + ":" + parts[i];
                }
            }
        }
        return new MysqlGtids(sources);
    }

    private static Interval interval(String part, String text) {
        int dash = part.indexOf('-');
        long first = unsigned(dash < 0 ? part : part.substring(0, dash), text);
        return new Interval(first, dash < 0 ? first : unsigned(part.substring(dash + 1), text));
    }

    static long unsigned(String digits, String text) {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw notAPosition(text);
        }
    }

    static IllegalArgumentException notAPosition(String text) {
        String start = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
        return new IllegalArgumentException("\"" + start.replaceAll("[^\\x20-\\x7e…]", "?")
                + "\" is not a position of MySQL or MariaDB, which looks like"
                + " 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5 or like 0-1-100");
    }

    /** Whether it has every transaction that is in {@code wanted}. */
    boolean covers(MysqlGtids wanted) {
        return wanted.sources.entrySet().stream().allMatch(source -> {
            List<Interval> has = sources.getOrDefault(source.getKey(), List.of());
            return source.getValue().stream()
                    .allMatch(must -> has.stream()
                            .anyMatch(interval -> interval.first() <= must.first() && interval.last() >= must.last()));
        });
    }
}
