package dev.hawser.migrations;

/** What is said of a statement that failed. */
final class Failures {

    private Failures() {}

    /** {@code advice}: what became of the others, and what to do. */
    static MigrationException ofStatement(Step step, int index, Throwable failed, String advice) {
        int all = step.body().parts().size();
        if (failed instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        int at = Math.min(index, all - 1);
        String what =
                step.body() instanceof JavaBody ? "it failed" : "statement " + (at + 1) + " of " + all + " failed";
        return new MigrationException(
                step.body().place(at) + ": " + what + ": " + reason(failed) + ". " + advice, failed);
    }

    private static String reason(Throwable failed) {
        String message = failed.getMessage();
        String reason = message == null || message.isBlank() ? failed.getClass().getName() : message.strip();
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }
}
