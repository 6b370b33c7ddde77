package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columns_areAsWideAsTheirWidestCell_withoutSpaceAtTheEnd() {
        assertThat(Table.lines(List.of("id", "name"), List.of(List.of("1", "Zak"), List.of("1000", "Al"))))
                .containsExactly("id    name", "----  ----", "1     Zak", "1000  Al");
    }

    @Test
    void cell_cannotBreakItsLine_orSpeakToTheTerminal() {
        assertThat(Table.printable("a\nb\tc\u001b[2J\u009b")).isEqualTo("a\\nb\\tc\\u001b[2J\\u009b");
    }

    @Test
    void cell_beyondTheBasicPlane_countsAsOneCharacter() {
        assertThat(Table.lines(List.of("x", "y"), List.of(List.of("\uD83D\uDE00", "1"))))
                .containsExactly("x  y", "-  -", "\uD83D\uDE00  1");
    }
}
