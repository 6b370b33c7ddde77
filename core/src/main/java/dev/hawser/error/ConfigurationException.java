package dev.hawser.error;

import java.util.List;

/** The configuration is wrong. The message holds every problem, each with its key, value, origin, and what is allowed. */
public class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** One problem or more. */
    public ConfigurationException(List<String> problems) {
        super(
                problems.size() == 1
                        ? "configuration: " + problems.get(0)
                        : "configuration: " + problems.size() + " problems\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem. */
    public List<String> problems() {
        return problems;
    }
}
