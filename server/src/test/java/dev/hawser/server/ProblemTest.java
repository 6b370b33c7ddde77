package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECTION_REFUSED, 503", "CONNECTION_LOST, 503", "POOL_EXHAUSTED, 503", "TIMEOUT, 504", "SYNTAX, 400",
        "CONSTRAINT, 400", "REFUSED, 400", "PERMISSION, 403", "DEADLOCK, 409", "OTHER, 502"
    })
    void category_decidesTheStatus(ErrorCategory category, int status) {
        assertThat(Problem.of(new DatabaseException(category, "failed")).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ErrorCategory.class)
    void everyCategory_isAnErrorStatus(ErrorCategory category) {
        assertThat(Problem.of(new DatabaseException(category, "failed")).status())
                .isBetween(400, 599);
    }

    @Test
    void body_saysHowOftenItWasTriedAndWhen() {
        DatabaseException error = new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "no server");
        error.attempted(4, Instant.parse("2026-01-15T10:30:00Z"));
        assertThat(Json.line(Problem.of(error).body()))
                .isEqualTo("{\"success\":false,\"error\":\"Connection refused\",\"message\":"
                        + "\"no server (4 attempts, the last at 2026-01-15T10:30:00Z)\",\"category\":\"connection_refused\","
                        + "\"retry_count\":3,\"last_attempt\":\"2026-01-15T10:30:00Z\"}");
    }
}
