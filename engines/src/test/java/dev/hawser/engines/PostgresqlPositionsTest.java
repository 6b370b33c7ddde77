package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.PositionTracker.Relation;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Positions are texts that may come from anywhere, and compare as what they stand for. */
class PostgresqlPositionsTest {

    private static final String HERE = "7710697186785752874:2:1/3000148";

    private final PositionTracker positions = new PostgresqlEngine().positions().orElseThrow();

    @Test
    void relation_sameTimeline_comparesUnsigned() {
        assertThat(positions.relation(HERE, HERE)).isEqualTo(Relation.REACHED);
        assertThat(positions.relation("7710697186785752874:2:1/3000147", HERE)).isEqualTo(Relation.REACHED);
        assertThat(positions.relation("7710697186785752874:2:1/3000149", HERE)).isEqualTo(Relation.BEHIND);
        assertThat(positions.relation("7710697186785752874:2:0/FFFFFFFF", HERE)).isEqualTo(Relation.REACHED);
        assertThat(positions.relation("7710697186785752874:2:FFFFFFFF/0", HERE)).isEqualTo(Relation.BEHIND);
        assertThat(positions.relation(HERE, "7710697186785752874:2:80000000/0")).isEqualTo(Relation.REACHED);
    }

    @Test
    void relation_otherTimeline_isNeverReached() {
        assertThat(positions.relation("7710697186785752874:3:0/1", HERE)).isEqualTo(Relation.BEHIND);
        assertThat(positions.relation("7710697186785752874:10:0/1", HERE)).isEqualTo(Relation.BEHIND);
        assertThat(positions.relation("7710697186785752874:1:0/1", HERE)).isEqualTo(Relation.EARLIER_TIMELINE);
        assertThat(positions.relation("7710697186785752874:1:1/3000148", HERE)).isEqualTo(Relation.EARLIER_TIMELINE);
        assertThat(positions.relation("7710697186785752874:1:1/3000149", HERE)).isEqualTo(Relation.BEHIND);
    }

    @Test
    void relation_otherCluster_isForeign() {
        assertThat(positions.relation("7710697186785752875:2:0/1", HERE)).isEqualTo(Relation.FOREIGN);
        assertThat(positions.relation("-7710697186785752874:9:0/1", HERE)).isEqualTo(Relation.FOREIGN);
    }

    @Test
    void relation_anythingElse_isRefusedAndQuotedWithoutHarm() {
        for (String hostile : List.of(
                "",
                ":",
                "::",
                "::/",
                "null",
                "1:2",
                "1:2:3",
                "1:2:0/3000148 ",
                " 1:2:0/3000148",
                "1:2:0/3000148\n",
                "1:2:0/3000148@shop",
                "1:2:0/3000148:1",
                "1:2:0/3000148/1",
                "1:2:0/300014g",
                "1:2:0/300014a",
                "1:2:0/03000148",
                "1:2:00/3000148",
                "1:2:0/300014812",
                "1:2:0/-1",
                "1:-2:0/1",
                "1:+2:0/1",
                "1:0:0/1",
                "1:02:0/1",
                "1:4294967296:0/1",
                "1:99999999999999999999:0/1",
                "0:1:0/1",
                "01:1:0/1",
                "--1:1:0/1",
                "12345678901234567890:1:0/1",
                "1:2:0x0/1",
                "١:٢:٠/١",
                "1:２:0/1",
                "1:2:0/1\0",
                "<script>alert(1)</script>",
                "'; drop table hawser_commits; --",
                "9".repeat(1_000_000))) {
            assertThatThrownBy(() -> positions.relation(hostile, HERE))
                    .as(hostile.length() > 100 ? "long" : hostile)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a position of PostgreSQL")
                    .extracting(Throwable::getMessage)
                    .asString()
                    .hasSizeLessThan(200)
                    .matches("[\\x20-\\x7e…]*");
        }
    }

    @Provide
    Arbitrary<PostgresqlPosition> any() {
        return Combinators.combine(
                        Arbitraries.longs().filter(cluster -> cluster != 0 && cluster != Long.MIN_VALUE),
                        Arbitraries.longs().between(1, 0xFFFF_FFFFL),
                        Arbitraries.longs())
                .as((cluster, timeline, lsn) -> new PostgresqlPosition(Long.toString(cluster), timeline, lsn));
    }

    @Property
    void parse_whatWasPrinted_isTheSame(@ForAll("any") PostgresqlPosition position) {
        assertThat(PostgresqlPosition.parse(position.toString())).isEqualTo(position);
        assertThat(positions.relation(position.toString(), position.toString())).isEqualTo(Relation.REACHED);
    }

    @Property
    void parse_anyText_isReadBackOrRefused(@ForAll("nearly") String text) {
        try {
            assertThat(PostgresqlPosition.parse(text)).hasToString(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("is not a position");
        }
    }

    /** Positions with something changed, of which many are still positions. */
    @Provide
    Arbitrary<String> nearly() {
        return Combinators.combine(
                        any(),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.strings().withChars("0189AFaf:/@- \n").ofMaxLength(2))
                .as((position, at, change) -> {
                    String text = position.toString();
                    int from = Math.min(at, text.length());
                    return text.substring(0, from) + change + text.substring(Math.min(from + 1, text.length()));
                });
    }

    @Property
    void relation_twoOnOneTimeline_isReachedByOneAtLeast(
            @ForAll("any") PostgresqlPosition one, @ForAll long other, @ForAll @IntRange(min = 0, max = 1) int same) {
        PostgresqlPosition two = new PostgresqlPosition(one.cluster(), one.timeline(), same == 1 ? one.lsn() : other);
        Relation there = positions.relation(one.toString(), two.toString());
        Relation back = positions.relation(two.toString(), one.toString());
        if (one.lsn() == two.lsn()) {
            assertThat(there).isEqualTo(back).isEqualTo(Relation.REACHED);
        } else {
            assertThat(List.of(there, back)).containsExactlyInAnyOrder(Relation.REACHED, Relation.BEHIND);
        }
    }
}
