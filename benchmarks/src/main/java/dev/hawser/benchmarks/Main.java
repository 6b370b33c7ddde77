package dev.hawser.benchmarks;

import java.io.PrintStream;

/** Runs one of the two measurements and prints its table. */
public final class Main {

    private Main() {}

    /** @param arguments {@code helpers} or {@code postgresql} */
    public static void main(String... arguments) throws Exception {
        PrintStream out = System.out;
        switch (arguments.length == 1 ? arguments[0] : "") {
            case "helpers" -> {
                String conditions = Conditions.now();
                Report report = HelperRun.run();
                out.println(
                        "Helpers over a driver that answers at once: medians of 3 rounds, spread from the lowest to the highest.");
                out.println(conditions);
                report.print(out, Goal.STUB);
            }
            case "postgresql" -> {
                String conditions = Conditions.now();
                Report report = PostgresqlRun.run();
                out.println(
                        "Helpers over PostgreSQL on this machine: medians of 500 rounds, spread is the middle half of them.");
                out.println(conditions);
                report.print(out, Goal.POSTGRESQL);
            }
            default -> {
                System.err.println("usage: run helpers | postgresql");
                System.exit(2);
            }
        }
    }
}
