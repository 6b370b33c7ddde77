package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.error.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

class DatabaseUrlProperties {

    private static final String CANARY = "Canary7Qx";

    @Property
    void parse_encodedParts_areReadBack(
            @ForAll @NotEmpty String user, @ForAll @NotEmpty String password, @ForAll @NotEmpty String database) {
        Assume.that(isText(user) && isText(password) && isText(database));
        String url = "postgresql://" + encoded(user) + ":" + encoded(password) + "@db1:6000/" + encoded(database);
        DatabaseUrl parsed = DatabaseUrl.parse(url, StubEngine.ALL);
        assertThat(parsed.part(ConfigProperty.USER)).isEqualTo(user);
        assertThat(parsed.part(ConfigProperty.PASSWORD)).isEqualTo(password);
        assertThat(parsed.part(ConfigProperty.DATABASE)).isEqualTo(database);
        assertThat(parsed.part(ConfigProperty.HOST)).isEqualTo("db1");
        assertThat(parsed.part(ConfigProperty.PORT)).isEqualTo("6000");
    }

    @Property
    void parse_anyTextAroundAPassword_neverRepeatsIt(
            @ForAll @StringLength(max = 12) String before, @ForAll @StringLength(max = 12) String after) {
        Assume.that(!after.startsWith("@"));
        String url = "postgresql://anna:" + CANARY + before + "@" + after;
        assertThat(DatabaseUrl.redact(url)).doesNotContain(CANARY);
        try {
            assertThat(DatabaseUrl.parse(url, StubEngine.ALL).toString()).doesNotContain(CANARY);
        } catch (ConfigurationException e) {
            assertThat(e.toString()).doesNotContain(CANARY);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Unpaired surrogates are no text and have no encoding. */
    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
