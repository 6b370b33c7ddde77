package dev.hawser.internal.sql;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.StatementSummary;
import dev.hawser.spi.Ticker;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Texts that were read already. Bounded: when it is full, one thread drops those that nobody asked for since the last time. Thread-safe; a hit takes no
 * lock and writes nothing that is shared, but for the first hit after a sweep.
 */
public final class StatementCache {

    private static final int MAX_STATEMENTS = 2_000;

    /** Longer texts have their values in them and will hardly be asked for again. */
    private static final int MAX_LENGTH = 32_768;

    private final SqlDialect dialect;
    private final int maxStatements;
    private final ConcurrentHashMap<String, Entry> statements = new ConcurrentHashMap<>();
    private final ReentrantLock sweeping = new ReentrantLock();

    private static final class Entry {
        final ParsedSql sql;
        boolean used; // racy on purpose: a lost update costs one parse

        Entry(ParsedSql sql) {
            this.sql = sql;
        }
    }

    /** A cache of a size that suits an application. */
    public StatementCache(SqlDialect dialect) {
        this(dialect, MAX_STATEMENTS);
    }

    StatementCache(SqlDialect dialect, int maxStatements) {
        this.dialect = dialect;
        this.maxStatements = maxStatements;
    }

    /** The text, read now or earlier. */
    public ParsedSql get(String text) {
        Entry entry = statements.get(text);
        if (entry == null) {
            return read(text);
        }
        if (!entry.used) {
            entry.used = true;
        }
        return entry.sql;
    }

    private ParsedSql read(String text) {
        ParsedSql sql = SqlParser.parse(text, dialect);
        if (text.length() > MAX_LENGTH) {
            return sql;
        }
        if (statements.size() >= maxStatements) {
            if (!sweeping.tryLock()) {
                return sql; // another thread makes room: until it has, nothing is added
            }
            try {
                sweep();
            } finally {
                sweeping.unlock();
            }
        }
        Entry earlier = statements.putIfAbsent(text, new Entry(sql));
        return earlier == null ? sql : earlier.sql;
    }

    /** Makes room for a quarter: first what was not used since the last sweep, then anything. */
    @GuardedBy("sweeping")
    private void sweep() {
        int surplus = statements.size() - maxStatements * 3 / 4;
        for (int round = 0; round < 2 && surplus > 0; round++) {
            Iterator<Entry> entries = statements.values().iterator();
            while (entries.hasNext() && surplus > 0) {
                Entry entry = entries.next();
                if (entry.used) {
                    entry.used = false;
                } else {
                    entries.remove();
                    surplus--;
                }
            }
        }
    }

    /** What those did that ran, by their masked texts, in no order. */
    public List<StatementSummary> summaries(Ticker ticker) {
        Map<String, StatementSummary> byText = new HashMap<>();
        for (Entry entry : statements.values()) {
            if (entry.sql.tally().used()) {
                String query = entry.sql.masked();
                byText.merge(query, entry.sql.tally().summary(query, ticker), StatementSummary::plus);
            }
        }
        return List.copyOf(byText.values());
    }

    int size() {
        return statements.size();
    }
}
