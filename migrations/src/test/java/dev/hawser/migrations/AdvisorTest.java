package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What depends on the version of a server, and what no server is here for. What servers do is tried in {@code tests}. */
class AdvisorTest {

    private static final TablesInUse BIG_ITEM = new TablesInUse() {
        @Override
        public @Nullable Size size(String name) {
            return name.equals("item") || name.equals("dbo.item") ? new Size(2_000_000, 3L << 30) : null;
        }

        @Override
        public @Nullable String type(String table, String column) {
            return column.equals("name") ? "varchar(40)" : null;
        }

        @Override
        public boolean isCheckedNotNull(String table, String column) {
            return false;
        }
    };

    private static List<StatementAdvice> advice(String dialect, boolean mariadb, int version, String... statements) {
        Advisor advisor = new Advisor(AdviceRule.of(dialect, mariadb), version, BIG_ITEM, TablesInUse.Size.BIG);
        advisor.read(List.of(statements), i -> "V1__x.sql, line " + (i + 1));
        return advisor.advice();
    }

    @Test
    void advice_saysWhereWhatHowBigAndWhatIsSafer() {
        assertThat(advice("postgresql", false, 16_000, "CREATE /* big */ INDEX i -- here\n ON \"item\" (name)"))
                .extracting(StatementAdvice::toString)
                .containsExactly(
                        "V1__x.sql, line 1: keeps everybody from writing to item (3,072 MiB, about 2,000,000 rows); safer:"
                                + " CREATE INDEX CONCURRENTLY, in a script with the line -- hawser:transaction=false"
                                + " (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY)");
    }

    @Test
    void defaultOfANewColumn_rewritesBeforePostgresql11() {
        String[] added = {"alter table item add column a int default 0"};
        assertThat(advice("postgresql", false, 10_000, added)).hasSize(1);
        assertThat(advice("postgresql", false, 11_000, added)).isEmpty();
    }

    @Test
    void notNull_isProvedByAConstraint_fromPostgresql12() {
        String[] proved = {
            "alter table item add constraint c check (name is not null) not valid",
            "alter table item validate constraint c",
            "alter table item alter column name set not null"
        };
        assertThat(advice("postgresql", false, 11_000, proved)).hasSize(1);
        assertThat(advice("postgresql", false, 12_000, proved)).isEmpty();
        assertThat(advice("postgresql", false, 12_000, proved[2])).hasSize(1);
    }

    @Test
    void copyOfATable_keepsNobodyOff_fromMariadb11_2() {
        String[] copied = {"alter table item modify name text"};
        assertThat(advice("mysql", true, 10_011, copied)).hasSize(1);
        assertThat(advice("mysql", true, 11_002, copied)).isEmpty();
        assertThat(advice("mysql", false, 8_000, copied)).hasSize(1);
        assertThat(advice("mysql", false, 8_000, "alter table item modify name varchar(50) not null"))
                .isEmpty();
    }

    @Test
    void sqlServer_isToldOfOnlineForms() {
        for (String warned : List.of(
                "create index i on dbo.item (name)",
                "create unique clustered index i on [dbo].[item] (name)",
                "alter table dbo.item alter column name nvarchar(20)",
                "alter table dbo.item add constraint u unique (name)",
                "alter table dbo.item with check add constraint c check (price > 0)",
                "alter table dbo.item add foreign key (owner) references person (id)",
                "alter index i on dbo.item rebuild",
                "update dbo.item set name = 'x'",
                "delete dbo.item")) {
            assertThat(advice("sqlserver", false, 16_000, warned)).as(warned).hasSize(1);
        }
        for (String harmless : List.of(
                "create index i on dbo.item (name) with (online = on)",
                "alter table dbo.item add note nvarchar(20)",
                "alter table dbo.item with nocheck add constraint c check (price > 0)",
                "alter table dbo.item alter column name nvarchar(20) with (online = on)",
                "delete from dbo.item where id = 1")) {
            assertThat(advice("sqlserver", false, 16_000, harmless))
                    .as(harmless)
                    .isEmpty();
        }
    }

    @Test
    void actions_ofOneAlter_areJudgedEach_andCommasInBracketsDoNotPart() {
        assertThat(Advisor.actions("alter table t add a decimal(8, 2), drop b"))
                .containsExactly("alter table t add a decimal ( 8 , 2 )", "alter table t drop b");
    }
}
