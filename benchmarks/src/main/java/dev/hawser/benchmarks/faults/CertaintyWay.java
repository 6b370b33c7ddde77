package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Contender;
import org.jspecify.annotations.Nullable;

/** How a transaction is committed. */
public enum CertaintyWay implements Contender {
    HIKARI("HikariCP, commit()", null, true),
    OFF("Hawser, transaction(work), off", "off", false),
    XID("Hawser, transaction(work), xid", "xid", false),
    MARKER("Hawser, transaction(work), marker", "marker", false),
    JDBC_OFF("Hawser, commit(), off", "off", true),
    JDBC_XID("Hawser, commit(), xid", "xid", true),
    JDBC_MARKER("Hawser, commit(), marker", "marker", true);

    private final String title;
    private final @Nullable String certainty;
    private final boolean jdbc;

    CertaintyWay(String title, @Nullable String certainty, boolean jdbc) {
        this.title = title;
        this.certainty = certainty;
        this.jdbc = jdbc;
    }

    /** Null for another pool than Hawser's. */
    @Nullable
    String certainty() {
        return certainty;
    }

    /** Whether through a JDBC connection. */
    boolean jdbc() {
        return jdbc;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return certainty == null;
    }
}
