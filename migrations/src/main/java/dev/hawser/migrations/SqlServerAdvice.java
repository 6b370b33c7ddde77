package dev.hawser.migrations;

import static dev.hawser.migrations.AdviceRule.Effect.BLOCKS_WRITES;
import static dev.hawser.migrations.AdviceRule.Effect.CHANGES_ALL;
import static dev.hawser.migrations.AdviceRule.Effect.REWRITES;
import static dev.hawser.migrations.AdviceRule.Effect.SCANS;

import java.util.List;

/** What SQL Server's statements do to big tables. */
final class SqlServerAdvice {

    private static final String PAGES = "https://learn.microsoft.com/sql/";
    private static final String ALTER_TABLE = PAGES + "t-sql/statements/alter-table-transact-sql";
    private static final String ONLINE = PAGES + "relational-databases/indexes/perform-index-operations-online";
    private static final String WITH_ONLINE = "WITH (ONLINE = ON), where the edition has it";
    private static final String NOT_ONLINE = "(?!.*online = on)";
    private static final String NOCHECK = "WITH NOCHECK, and in a quiet hour ALTER TABLE … WITH CHECK CHECK CONSTRAINT";
    private static final String BATCHES =
            "do it in batches by key, with DELETE TOP or UPDATE TOP, each in a transaction of its own";

    static final List<AdviceRule> RULES = List.of(
            AdviceRule.of(
                    BLOCKS_WRITES,
                    "create (?:unique )?(?:nonclustered )?index \\S+ on " + NOT_ONLINE + "{table} .*",
                    WITH_ONLINE,
                    ONLINE),
            AdviceRule.of(
                    SCANS,
                    "create (?:unique )?clustered index \\S+ on " + NOT_ONLINE + "{table} .*",
                    WITH_ONLINE,
                    ONLINE),
            AdviceRule.of(
                    REWRITES,
                    "{alter} alter column (?!.*(?:online = on|add |drop )).*",
                    "WITH (ONLINE = ON), where the edition has it, or a new column that is filled in batches",
                    ALTER_TABLE),
            AdviceRule.of(
                    SCANS,
                    "alter table {table} add (?:constraint \\S+ )?(?:primary key|unique) " + NOT_ONLINE + ".*",
                    WITH_ONLINE,
                    ALTER_TABLE),
            AdviceRule.of(
                    SCANS,
                    "alter table {table} (?:with check )?add (?:constraint \\S+ )?(?:foreign key|check) .*",
                    NOCHECK,
                    ALTER_TABLE),
            AdviceRule.of(SCANS, "alter index \\S+ on {table} rebuild" + NOT_ONLINE + ".*", WITH_ONLINE, ONLINE),
            AdviceRule.of(
                    CHANGES_ALL,
                    "update {table} (?!.* where ).*",
                    BATCHES,
                    PAGES + "t-sql/statements/update-transact-sql"),
            AdviceRule.of(
                    CHANGES_ALL, "delete (?:from )?{table}", BATCHES, PAGES + "t-sql/statements/delete-transact-sql"));

    private SqlServerAdvice() {}
}
