package dev.hawser;

import java.util.List;

/** How setting up went so far. Immutable. A database that failed and was healed since counts as successful. */
public record SetupReport(
        int totalConfigured,
        int successfulSetups,
        int failedSetups,
        List<String> availableDatabases,
        List<String> failedDatabases) {

    public SetupReport {
        availableDatabases = List.copyOf(availableDatabases);
        failedDatabases = List.copyOf(failedDatabases);
    }
}
