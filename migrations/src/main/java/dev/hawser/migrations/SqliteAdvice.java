package dev.hawser.migrations;

import static dev.hawser.migrations.AdviceRule.Effect.BLOCKS_WRITES;
import static dev.hawser.migrations.AdviceRule.Effect.COPIES;

import java.util.List;

/** What SQLite's statements do to big tables. One transaction at a time writes to a file, so whatever takes long keeps all others from writing. */
final class SqliteAdvice {

    private static final String PAGES = "https://www.sqlite.org/";
    private static final String QUIET = "do it while nobody writes; with write-ahead logging others go on reading";

    static final List<AdviceRule> RULES = List.of(
            AdviceRule.of(
                    BLOCKS_WRITES,
                    "create (?:unique )?index (?:if not exists )?\\S+ on {table} .*",
                    QUIET,
                    PAGES + "lang_createindex.html"),
            AdviceRule.of(
                    COPIES,
                    "{alter} drop (?:column )?\\S+",
                    "leave the column there, unused, until nobody writes",
                    PAGES + "lang_altertable.html#alter_table_drop_column"),
            AdviceRule.of(
                    BLOCKS_WRITES,
                    "update {table} (?!.* where ).*",
                    "do it in batches by key",
                    PAGES + "isolation.html"),
            AdviceRule.of(BLOCKS_WRITES, "delete from {table}", "do it in batches by key", PAGES + "isolation.html"));

    private SqliteAdvice() {}
}
