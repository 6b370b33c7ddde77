package dev.hawser.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.config.Secret;
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

    @Test
    void secretThatBeginsWithAnother_isMaskedWhole() {
        assertThat(masked("s3cret-old s3cret-old-and-new", "s3cret-old", "s3cret-old-and-new"))
                .isEqualTo("****** ******");
    }

    @Test
    void secretThatComesLater_isMaskedFromThenOn() {
        Errors errors = new Errors("orders", false, new FakeEngine().errors(), List.of());
        assertThat(errors.masked("token-1 token-2")).isEqualTo("token-1 token-2");
        errors.mask(Secret.of("token-1"));
        errors.mask(Secret.of("token-2"));
        errors.mask(Secret.of("token-2"));
        assertThat(errors.masked("token-1 token-2")).isEqualTo("****** ******");
    }

    @Test
    void secretForEveryConnect_isMaskedWhileItIsAmongTheLatest() {
        Errors errors = new Errors("orders", false, new FakeEngine().errors(), List.of("configured"));
        for (int i = 100; i < 300; i++) {
            errors.mask(Secret.of("token-" + i));
        }
        assertThat(errors.masked("configured token-299 token-280")).isEqualTo("****** ****** ******");
        assertThat(errors.masked("token-100")).isEqualTo("token-100"); // memory has an end
    }
}
