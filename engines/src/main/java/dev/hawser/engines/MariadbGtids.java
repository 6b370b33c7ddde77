package dev.hawser.engines;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MariaDB's <a href="https://mariadb.com/kb/en/gtid/">global transaction ids</a>: for each replication domain the last transaction, written {@code 0-1-100,1-2-7}, which is
 * domain, server and number. Numbers rise within a domain. Immutable.
 */
record MariadbGtids(Map<Long, Last> domains) {

    private static final String ONE = "[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,20}";
    private static final Pattern FORM = Pattern.compile(ONE + "(," + ONE + "){0,255}");
    private static final Pattern PARTS = Pattern.compile("([0-9]+)-([0-9]+)-([0-9]+)");

    /** The last transaction of a domain. {@code number} is unsigned. */
    record Last(long server, long number) {}

    MariadbGtids {
        domains = Map.copyOf(domains);
    }

    static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if it is none */
    static MariadbGtids parse(String text) {
        if (!isForm(text)) {
            throw MysqlGtids.notAPosition(text);
        }
        Map<Long, Last> domains = new HashMap<>();
        Matcher parts = PARTS.matcher(text);
        while (parts.find()) {
            domains.put(
                    Long.parseLong(parts.group(1)),
                    new Last(Long.parseLong(parts.group(2)), MysqlGtids.unsigned(parts.group(3), text)));
        }
        return new MariadbGtids(domains);
    }

    /** Whether everything up to {@code wanted} is there. One that has the same number from another server has another transaction. */
    boolean covers(MariadbGtids wanted) {
        return wanted.domains.entrySet().stream().allMatch(entry -> {
            Last has = domains.get(entry.getKey());
            Last must = entry.getValue();
            if (has == null) {
                return false;
            }
            int further = Long.compareUnsigned(has.number(), must.number());
            return further > 0 || further == 0 && has.server() == must.server();
        });
    }
}
