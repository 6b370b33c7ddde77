package dev.hawser.benchmarks;

final class HelperRun {
    static void main() {}

    private HelperRun() {}
}
