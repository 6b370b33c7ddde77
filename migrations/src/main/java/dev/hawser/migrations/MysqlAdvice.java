package dev.hawser.migrations;

import static dev.hawser.migrations.AdviceRule.Effect.BLOCKS_WRITES;
import static dev.hawser.migrations.AdviceRule.Effect.CHANGES_ALL;
import static dev.hawser.migrations.AdviceRule.Effect.COPIES;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What statements of MySQL and MariaDB do to big tables: what neither does while others write. */
final class MysqlAdvice {

    private static final String MYSQL_PAGE =
            "https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html";
    private static final String MARIADB_PAGE =
            "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-inplace-alter-algorithm/";
    /** From here on MariaDB copies tables while others write. */
    private static final int COPIES_ONLINE = 11_002;

    private static final String TOOL =
            "an online tool such as gh-ost or pt-online-schema-change, or a new column that is filled in batches";
    private static final String QUIET = "do it while nobody writes, or with such a tool as pt-online-schema-change";
    private static final String UNLOCKED = "LOCK=NONE, with which it is copied while others write";
    private static final String BATCHES = "do it in batches by key, each in a transaction of its own";
    private static final String DEFINITION =
            "(?<type>(?:national )?\\w+(?: \\( [^)]* \\))?(?: unsigned)?)(?<rest>(?: .*)?)";

    private static final Pattern TEXT = Pattern.compile("varchar\\((\\d+)\\)");
    // Below, a length takes one byte in every character set, and above, two in each.
    private static final int ONE_BYTE = 63;
    private static final int TWO_BYTES = 256;

    static final List<AdviceRule> MYSQL = rules(MYSQL_PAGE, AdviceRule.ALWAYS);
    static final List<AdviceRule> MARIADB = rules(MARIADB_PAGE, COPIES_ONLINE);

    private MysqlAdvice() {}

    private static List<AdviceRule> rules(String page, int copiesUntil) {
        Stream<AdviceRule> copies = Stream.of(
                        AdviceRule.of(
                                        COPIES,
                                        "{alter} modify (?:column )?(?:if exists )?(?<column>\\S+) " + DEFINITION,
                                        TOOL,
                                        page)
                                .unless(MysqlAdvice::keepsItsType),
                        AdviceRule.of(
                                        COPIES,
                                        "{alter} change (?:column )?(?:if exists )?(?<column>\\S+) \\S+ " + DEFINITION,
                                        TOOL,
                                        page)
                                .unless(MysqlAdvice::keepsItsType),
                        AdviceRule.of(COPIES, "{alter} convert to (?:character set|charset) .*", TOOL, page),
                        AdviceRule.of(
                                COPIES, "{alter} drop primary key", "add the new key in the same statement", page),
                        AdviceRule.of(COPIES, "{alter} engine (?!= innodb|innodb).*", TOOL, page),
                        AdviceRule.of(
                                COPIES,
                                "{alter} add (?:column )?(?:if not exists )?\\S+ .*\\bas \\(.*\\) (?:stored|persistent)(?: .*)?",
                                "a VIRTUAL column, which costs nothing to add",
                                page),
                        AdviceRule.of(
                                COPIES,
                                "{alter} (?:partition by|remove partitioning|reorganize partition|coalesce partition) ?.*",
                                TOOL,
                                page),
                        AdviceRule.of(
                                        COPIES,
                                        "{alter} add (?:constraint (?:\\S+ )?)?foreign key .*",
                                        "SET foreign_key_checks = 0 before it, when you know that the rows are right: they are"
                                                + " not checked then",
                                        page)
                                .unless((match, tables, before) -> checksAreOff(before)))
                .map(rule -> rule.before(copiesUntil));
        Stream<AdviceRule> others = Stream.of(
                        "{alter} add (?:fulltext|spatial) .*",
                        "create (?:fulltext|spatial) index \\S+ on {table} .*",
                        "{alter} add (?:column )?(?:if not exists )?\\S+ .*\\bauto_increment\\b.*")
                .flatMap(pattern -> Stream.of(
                        AdviceRule.of(BLOCKS_WRITES, pattern, QUIET, page).before(copiesUntil),
                        AdviceRule.of(BLOCKS_WRITES, pattern, UNLOCKED, page).since(copiesUntil)));
        Stream<AdviceRule> rows = Stream.of("update {table} (?!.* where ).*", "delete from {table}")
                .map(pattern -> AdviceRule.of(CHANGES_ALL, pattern, BATCHES, page));
        return Stream.of(copies, others, rows).flatMap(Function.identity()).toList();
    }

    /** Whether the rows stay as they are: only the default, the name or the like changes, or a text becomes longer and its length does not. */
    private static boolean keepsItsType(Matcher match, TablesInUse tables, Collection<String> before) {
        String was = tables.type(match.group("table"), match.group("column"));
        String becomes = match.group("type").replace(" ", "");
        if (was == null
                || match.group("rest").contains("character set")
                || match.group("rest").contains("collate")) {
            return false;
        }
        Matcher old = TEXT.matcher(was);
        Matcher young = TEXT.matcher(becomes);
        if (old.matches() && young.matches()) {
            int from = Integer.parseInt(old.group(1));
            int to = Integer.parseInt(young.group(1));
            return to == from || (to > from && (to <= ONE_BYTE || from >= TWO_BYTES));
        }
        boolean longerEnum = was.startsWith("enum(")
                && becomes.startsWith(was.substring(0, was.length() - 1))
                && becomes.endsWith(")");
        return longerEnum || withoutWidth(was).equals(withoutWidth(becomes));
    }

    /** What is shown of an integer, which no row knows. */
    private static String withoutWidth(String type) {
        return type.replaceFirst("^integer", "int").replaceFirst("^(\\w*int)\\(\\d+\\)", "$1");
    }

    private static boolean checksAreOff(Collection<String> before) {
        boolean off = false;
        for (String statement : before) {
            if (statement.matches("set (?:session |@@(?:session\\.)?|@ @ )?foreign_key_checks = \\S+")) {
                off = statement.endsWith("= 0") || statement.endsWith("= off");
            }
        }
        return off;
    }
}
