package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageFaultTest {

    private static final WireMessage ASKS = new WireMessage(Direction.TO_SERVER, "Execute", "commit", true, 0);
    private static final WireMessage CONFIRMS =
            new WireMessage(Direction.TO_CLIENT, "CommandComplete", "COMMIT", true, 0);
    private static final WireMessage OTHER = new WireMessage(Direction.TO_SERVER, "Execute", "select 1", false, 0);

    @Test
    void fault_ofACommit_happensAtItsMessageOnly() {
        assertThat(MessageFault.cutBeforeCommit().happensAt(ASKS)).isTrue();
        assertThat(MessageFault.cutBeforeCommit().happensAt(CONFIRMS)).isFalse();
        assertThat(MessageFault.silenceAfterCommit().happensAt(CONFIRMS)).isTrue();
        assertThat(MessageFault.silenceAfterCommit().happensAt(ASKS)).isFalse();
        assertThat(MessageFault.cutAfterCommit().happensAt(OTHER)).isFalse();
        assertThat(MessageFault.none().happensAt(ASKS)).isFalse();
    }

    @Test
    void once_afterTheFirst_neverHappens() {
        assertThat(turns(MessageFault.cutBeforeCommit().once(), 5)).containsExactly(1);
    }

    @Test
    void every_third_happensAtEachThird_andOthersAreNotCounted() {
        MessageFault third = MessageFault.cutBeforeCommit().every(3);
        assertThat(turns(third, 10)).containsExactly(3, 6, 9);
        assertThat(third.met()).isEqualTo(10);
        assertThat(third.happened()).isEqualTo(3);
        assertThatThrownBy(() -> third.every(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void share_withTheSameSeed_happensAtTheSame() {
        List<Integer> turns = turns(MessageFault.cutBeforeCommit().share(0.3, 42), 1_000);
        assertThat(turns).hasSizeBetween(240, 360);
        assertThat(turns(MessageFault.cutBeforeCommit().share(0.3, 42), 1_000)).isEqualTo(turns);
        assertThat(turns(MessageFault.cutBeforeCommit().share(0.3, 43), 1_000)).isNotEqualTo(turns);
        assertThat(turns(MessageFault.cutBeforeCommit().share(0, 42), 100)).isEmpty();
        assertThat(turns(MessageFault.cutBeforeCommit().share(1, 42), 100)).hasSize(100);
    }

    /** Asks at so many commits, with something else between them, and says at which it happened. */
    private static List<Integer> turns(MessageFault fault, int commits) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 1; i <= commits; i++) {
            assertThat(fault.happensAt(OTHER)).isFalse();
            if (fault.happensAt(ASKS)) {
                fault.happens();
                turns.add(i);
            }
        }
        return turns;
    }
}
