package dev.hawser.migrations;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of statement that is better not run on a big table. Immutable.
 *
 * @param effect what it does
 * @param from the first version of the server of which this holds, as major * 1000 + minor
 * @param until the first of which it does not
 * @param pattern of the statement's tokens with spaces between them, with the group {@code table}, and {@code column} and {@code type} where they matter; of {@code alter
 *     table} each action is a statement by itself
 * @param unless what else must hold: that the database does not make it harmless
 */
record AdviceRule(Effect effect, int from, int until, Pattern pattern, Unless unless, String safer, String source) {

    static final int ALWAYS = Integer.MAX_VALUE;

    /** What a statement does to those who use its table. */
    enum Effect {
        /** Nobody writes for as long as it takes to read all rows. */
        BLOCKS_WRITES("keeps everybody from writing to"),
        /** Nobody reads or writes, behind whoever reads now as well. */
        BLOCKS("keeps everybody from reading and writing"),
        /** Nobody reads or writes for as long as it takes to read all rows. */
        SCANS("reads every row, and meanwhile keeps everybody from reading and writing,"),
        /** The table is written anew, and nobody reads or writes meanwhile. */
        REWRITES("writes anew, and meanwhile keeps everybody from reading and writing,"),
        /** The table is written anew, and nobody writes meanwhile. */
        COPIES("copies every row, and meanwhile keeps everybody from writing to,"),
        /** Every row changes in one transaction: locks, and versions that stay until it ends. */
        CHANGES_ALL("changes in one transaction, and so keeps others from changing, every row of");

        private final String words;

        Effect(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Whether a match is harmless after all. */
    @FunctionalInterface
    interface Unless {
        /** {@code before}: the tokens of the statements that the run has before it. */
        boolean holds(Matcher match, TablesInUse tables, Collection<String> before);
    }

    static AdviceRule of(Effect effect, String pattern, String safer, String source) {
        return new AdviceRule(effect, 0, ALWAYS, compiled(pattern), (match, tables, before) -> false, safer, source);
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                pattern.replace("{alter}", "alter table (?:if exists )?(?:only )?(?<table>\\S+)(?: \\*)?")
                        .replace("{table}", "(?<table>\\S+)"),
                Pattern.DOTALL);
    }

    AdviceRule since(int version) {
        return new AdviceRule(effect, version, until, pattern, unless, safer, source);
    }

    AdviceRule before(int version) {
        return new AdviceRule(effect, from, version, pattern, unless, safer, source);
    }

    AdviceRule unless(Unless harmless) {
        return new AdviceRule(effect, from, until, pattern, harmless, safer, source);
    }

    boolean isFor(int version) {
        return version >= from && version < until;
    }

    /** The rules of one engine. */
    static List<AdviceRule> of(String dialect, boolean mariadb) {
        return switch (dialect) {
            case "postgresql" -> PostgresqlAdvice.RULES;
            case "mysql" -> mariadb ? MysqlAdvice.MARIADB : MysqlAdvice.MYSQL;
            case "sqlserver" -> SqlServerAdvice.RULES;
            case "sqlite" -> SqliteAdvice.RULES;
            default -> List.of();
        };
    }
}
