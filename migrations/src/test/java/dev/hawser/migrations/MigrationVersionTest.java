package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationVersionTest {

    @Test
    void versions_areOrderedByNumber() {
        List<MigrationVersion> ordered =
                List.of("0", "1", "1.0.1", "1.9", "1_10", "2", "20260115.1030", "99999999999999999999").stream()
                        .map(MigrationVersion::of)
                        .toList();
        assertThat(ordered).isSortedAccordingTo(MigrationVersion::compareTo);
        assertThat(ordered).doesNotHaveDuplicates();
    }

    @Test
    void zerosThatSayNothing_makeNoDifference() {
        assertThat(MigrationVersion.of("1"))
                .isEqualTo(MigrationVersion.of("01.0"))
                .hasSameHashCodeAs(MigrationVersion.of("1_0_0"))
                .isEqualByComparingTo(MigrationVersion.of("1.0"))
                .hasToString("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1.", ".1", "1..2", "-1", "1 2", "v1"})
    void whatIsNoVersion_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MigrationVersion.of(text))
                .withMessageContaining("\"" + text + "\" is not a version");
    }
}
