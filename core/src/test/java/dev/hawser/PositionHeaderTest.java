package dev.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionHeaderTest {

    private static final Position ORDERS = new Position("orders", "7345:2:0/3000148");
    private static final Position STOCK = new Position("stock", "81:1:0/10");

    @Test
    void value_isReadBack() {
        assertThat(PositionHeader.value(ORDERS, STOCK)).isEqualTo("7345:2:0/3000148@orders, 81:1:0/10@stock");
        assertThat(PositionHeader.positions(PositionHeader.value(ORDERS, STOCK)))
                .containsExactly(ORDERS, STOCK);
        assertThat(PositionHeader.positions(PositionHeader.value())).isEmpty();
    }

    @Test
    void consistency_isAfterThePositionOfThatDatabase_andOtherwiseAsSaid() {
        String value = PositionHeader.value(ORDERS, STOCK);
        assertThat(PositionHeader.consistency(value, "stock", Consistency.EVENTUAL))
                .isEqualTo(Consistency.after(STOCK));
        assertThat(PositionHeader.consistency(value, "users", Consistency.EVENTUAL))
                .isEqualTo(Consistency.EVENTUAL);
        assertThat(PositionHeader.consistency(null, "stock", Consistency.STRONG))
                .isEqualTo(Consistency.STRONG);
        assertThat(PositionHeader.consistency(" ", "stock", Consistency.STRONG)).isEqualTo(Consistency.STRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "7345:2:0/3000148@", ",", "a@b,,c@d", "a@b, c"})
    void value_thatIsMalformed_isRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> PositionHeader.positions(value));
    }

    @Test
    void value_thatIsEndless_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PositionHeader.positions("a@b,".repeat(10_000)))
                .withMessageContaining("at most 4096");
    }
}
