package dev.hawser.migrations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Migrations cannot be used as they are, or one failed. The message holds every problem, each with its file, its line where there is one, and what to do. */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** One problem or more. */
    public MigrationException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.get(0)
                        : problems.size() + " problems\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One problem, and what it came from. */
    public MigrationException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    /** Each problem. */
    public List<String> problems() {
        return problems;
    }
}
