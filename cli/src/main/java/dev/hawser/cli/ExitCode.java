package dev.hawser.cli;

/** What a command ends with. */
final class ExitCode {

    static final int FINE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNHEALTHY = 3;

    private ExitCode() {}
}
