package dev.hawser.migrations;

import static dev.hawser.migrations.AdviceRule.Effect.BLOCKS;
import static dev.hawser.migrations.AdviceRule.Effect.BLOCKS_WRITES;
import static dev.hawser.migrations.AdviceRule.Effect.CHANGES_ALL;
import static dev.hawser.migrations.AdviceRule.Effect.REWRITES;
import static dev.hawser.migrations.AdviceRule.Effect.SCANS;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's statements do to big tables. */
final class PostgresqlAdvice {

    private static final String PAGES = "https://www.postgresql.org/docs/current/";
    private static final String ALTER_TABLE = PAGES + "sql-altertable.html";
    private static final String CONSTRAINT = "{alter} add (?:constraint \\S+ )?";
    private static final String OUTSIDE = ", in a script with the line -- hawser:transaction=false";
    private static final String VALIDATE =
            "add it with NOT VALID, and in a later migration ALTER TABLE … VALIDATE CONSTRAINT";
    private static final String VOLATILE =
            "random|gen_random_uuid|uuid_generate_v\\w+|uuidv[47]|clock_timestamp|timeofday|nextval"
                    + "|txid_current|pg_current_xact_id";
    private static final String BATCHES = "do it in batches by key, each in a transaction of its own";

    static final List<AdviceRule> RULES = List.of(
            AdviceRule.of(
                    BLOCKS_WRITES,
                    "create (?:unique )?index (?!concurrently)(?:if not exists )?(?:\\S+ )?on (?:only )?{table} .*",
                    "CREATE INDEX CONCURRENTLY" + OUTSIDE,
                    PAGES + "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"),
            AdviceRule.of(
                    BLOCKS,
                    "drop index (?!concurrently)(?:if exists )?{table}(?: .*)?",
                    "DROP INDEX CONCURRENTLY" + OUTSIDE,
                    PAGES + "sql-dropindex.html"),
            AdviceRule.of(
                            REWRITES,
                            "{alter} alter (?:column )?(?<column>\\S+) (?:set data )?type (?<type>.+?)(?: collate \\S+)?(?<using> using .+)?",
                            "add a column of the new type, fill it in batches, and swap the names",
                            ALTER_TABLE)
                    .unless(PostgresqlAdvice::keepsItsBytes),
            AdviceRule.of(
                            SCANS,
                            "{alter} alter (?:column )?(?<column>\\S+) set not null",
                            "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT, then SET NOT NULL, which"
                                    + " then reads nothing",
                            ALTER_TABLE)
                    .since(12_000)
                    .unless(PostgresqlAdvice::isCheckedNotNull),
            AdviceRule.of(
                            SCANS,
                            "{alter} alter (?:column )?(?<column>\\S+) set not null",
                            "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT, and leave it at that",
                            ALTER_TABLE)
                    .before(12_000),
            AdviceRule.of(SCANS, CONSTRAINT + "(?:check|not null) (?!.* not valid).*", VALIDATE, ALTER_TABLE),
            AdviceRule.of(BLOCKS_WRITES, CONSTRAINT + "foreign key (?!.* not valid).*", VALIDATE, ALTER_TABLE),
            AdviceRule.of(
                    SCANS,
                    CONSTRAINT + "(?:unique|primary key) (?!.*using index).*",
                    "CREATE UNIQUE INDEX CONCURRENTLY" + OUTSIDE + ", then ADD CONSTRAINT … USING INDEX",
                    ALTER_TABLE),
            AdviceRule.of(
                    SCANS,
                    CONSTRAINT + "exclude .*",
                    "there is no form that lets others work; do it while nobody does",
                    ALTER_TABLE),
            AdviceRule.of(
                    REWRITES,
                    "{alter} add (?:column )?(?:if not exists )?(?!constraint )\\S+ (?:(?:small|big)?serial[248]?\\b.*|.*generated (?:always|by"
                            + " default) as identity.*|.*generated always as \\(.*\\) stored.*|.* default .*\\b(?:"
                            + VOLATILE + ") \\(.*)",
                    "add it without the default, ALTER COLUMN … SET DEFAULT for new rows, and fill the others in batches",
                    ALTER_TABLE),
            AdviceRule.of(
                            REWRITES,
                            "{alter} add (?:column )?(?:if not exists )?(?!constraint )\\S+ .* default (?!null).*",
                            "add it without the default, ALTER COLUMN … SET DEFAULT for new rows, and fill the others in batches",
                            "https://www.postgresql.org/docs/10/sql-altertable.html")
                    .before(11_000),
            AdviceRule.of(
                    SCANS,
                    "{alter} add (?:column )?(?:if not exists )?(?!constraint |foreign |check |exclude |unique |primary )\\S+"
                            + " .*(?:unique|primary key|check \\().*",
                    "add the column alone, then CREATE UNIQUE INDEX CONCURRENTLY and ADD CONSTRAINT … USING INDEX, or for a"
                            + " check NOT VALID and VALIDATE",
                    ALTER_TABLE),
            AdviceRule.of(
                    REWRITES,
                    "{alter} set (?:logged|unlogged|tablespace \\S+|access method \\S+).*",
                    "do it while nobody uses the table",
                    ALTER_TABLE),
            AdviceRule.of(
                    SCANS,
                    "alter table (?:if exists )?\\S+ attach partition {table} .*",
                    "give it a CHECK with the bounds before, NOT VALID and then VALIDATE, so that nothing is read",
                    ALTER_TABLE),
            AdviceRule.of(
                            BLOCKS,
                            "alter table (?:if exists )?{table} detach partition \\S+",
                            "DETACH PARTITION … CONCURRENTLY" + OUTSIDE,
                            ALTER_TABLE)
                    .since(14_000),
            AdviceRule.of(
                    REWRITES,
                    "vacuum (?:\\( )?(?:.*, )?full\\b(?:.*\\))?(?: verbose| analyze| freeze)* {table}(?: .*)?",
                    "a plain VACUUM makes room for new rows without it",
                    PAGES + "sql-vacuum.html"),
            AdviceRule.of(
                    REWRITES,
                    "cluster (?:verbose )?{table}(?: using .*)?",
                    "do it while nobody uses the table",
                    PAGES + "sql-cluster.html"),
            AdviceRule.of(
                            BLOCKS_WRITES,
                            "reindex (?:\\(.*\\) )?(?:index|table) (?!concurrently){table}",
                            "REINDEX … CONCURRENTLY" + OUTSIDE,
                            PAGES + "sql-reindex.html#SQL-REINDEX-CONCURRENTLY")
                    .since(12_000),
            AdviceRule.of(
                    REWRITES,
                    "refresh materialized view (?!concurrently){table}(?: .*)?",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY; the view needs a unique index",
                    PAGES + "sql-refreshmaterializedview.html"),
            AdviceRule.of(
                    CHANGES_ALL, "update (?:only )?{table} (?!.* where ).*", BATCHES, PAGES + "routine-vacuuming.html"),
            AdviceRule.of(CHANGES_ALL, "delete from (?:only )?{table}", BATCHES, PAGES + "routine-vacuuming.html"));

    private PostgresqlAdvice() {}

    private static final Pattern SIZED = Pattern.compile(
            "(varchar|charactervarying|numeric|decimal|varbit|bitvarying)(?:\\((\\d+)(?:,(\\d+))?\\))?");

    /** Whether the rows stay as they are: varchar becomes longer or text, numeric gets more digits with as many of them behind the point. */
    private static boolean keepsItsBytes(Matcher match, TablesInUse tables, Collection<String> before) {
        String was = tables.type(match.group("table"), match.group("column"));
        String becomes = match.group("type").replace(" ", "");
        return was != null && match.group("using") == null && keepsItsBytes(canonical(was), canonical(becomes));
    }

    /** Whether a constraint says so already, in the database or by the migrations before. */
    private static boolean isCheckedNotNull(Matcher match, TablesInUse tables, Collection<String> before) {
        String table = match.group("table");
        String check = "check ( " + match.group("column") + " is not null )";
        return tables.isCheckedNotNull(table, match.group("column"))
                || before.stream().anyMatch(action -> action.contains(" " + table + " ") && action.contains(check));
    }

    private static String canonical(String type) {
        return type.replace("charactervarying", "varchar")
                .replace("decimal", "numeric")
                .replaceFirst("^int(?:4)?$", "integer")
                .replaceFirst("^int8$", "bigint");
    }

    private static boolean keepsItsBytes(String was, String becomes) {
        Matcher old = SIZED.matcher(was);
        Matcher young = SIZED.matcher(becomes);
        if (was.equals(becomes) || (old.matches() && old.group(1).equals("varchar") && becomes.equals("text"))) {
            return true;
        }
        if (was.equals("text") && becomes.equals("varchar")) {
            return true;
        }
        if (!old.matches() || !young.matches() || !old.group(1).equals(young.group(1))) {
            return false;
        }
        boolean sameScale = number(old.group(3), 0) == number(young.group(3), 0) || young.group(2) == null;
        return sameScale && number(young.group(2), Integer.MAX_VALUE) >= number(old.group(2), Integer.MAX_VALUE);
    }

    private static int number(@Nullable String digits, int without) {
        return digits == null ? without : Integer.parseInt(digits);
    }
}
