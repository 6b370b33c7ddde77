package dev.hawser.benchmarks;

/** Runs one of the two measurements: {@code helpers} or {@code postgresql}. */
public final class Main {

    private Main() {}

    public static void main(String... arguments) throws Exception {
        String which = arguments.length == 1 ? arguments[0] : "";
        switch (which) {
            case "helpers" -> HelperRun.main();
            default -> {
                System.err.println("usage: run helpers | postgresql");
                System.exit(2);
            }
        }
    }
}
