package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTextTest {

    @Test
    void numbers_booleansAndNull_areTakenAsSuch() {
        assertThat(ParameterText.value("42")).isEqualTo(42L);
        assertThat(ParameterText.value("-7")).isEqualTo(-7L);
        assertThat(ParameterText.value("1.50")).isEqualTo(new BigDecimal("1.50"));
        assertThat(ParameterText.value("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(ParameterText.value("true")).isEqualTo(true);
        assertThat(ParameterText.value("false")).isEqualTo(false);
        assertThat(ParameterText.value("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Miami", "007", "1e3", "+1", "1.", ".5", "True", "NULL", "2026-01-15", "\"", "-"})
    void everythingElse_isText(String text) {
        assertThat(ParameterText.value(text)).isEqualTo(text);
    }

    @Test
    void quoted_isTextWithoutTheQuotes() {
        assertThat(ParameterText.value("\"33101\"")).isEqualTo("33101");
        assertThat(ParameterText.value("\"null\"")).isEqualTo("null");
        assertThat(ParameterText.value("\"\"")).isEqualTo("");
    }
}
