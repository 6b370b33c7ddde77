package dev.hawser.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.internal.Errors;
import dev.hawser.testkit.FakeEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsTest {

    private static String masked(String text, String... secrets) {
        return new Errors("orders", false, new FakeEngine().errors(), List.of(secrets)).masked(text);
    }

    @Test
    void longSecret_isMaskedEverywhere() {
        assertThat(masked("bad input \"xc4nary-b1rdx\" (c4nary-b1rd)", "c4nary-b1rd"))
                .isEqualTo("bad input \"x******x\" (******)");
    }

    @Test
    void shortSecret_isMaskedAsAWordOnly_soThatTheGapsDoNotTellIt() {
        assertThat(masked("permission denied; password=r, user \"r\"", "r"))
                .isEqualTo("permission denied; password=******, user \"******\"");
    }

    @Test
    void secretWithSpecialCharacters_isTakenLiterally() {
        assertThat(masked("a.*b $1 aXXb", "a.*b", "$1")).isEqualTo("****** ****** aXXb");
    }

    @Test
    void emptySecret_masksNothing() {
        assertThat(masked("text", "")).isEqualTo("text");
    }
}
