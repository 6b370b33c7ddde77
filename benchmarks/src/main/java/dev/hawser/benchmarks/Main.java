package dev.hawser.benchmarks;

import dev.hawser.benchmarks.pool.PoolRun;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.util.Arrays;

/** Runs one of the three measurements and prints its tables. */
public final class Main {

    private Main() {}

    /** @param arguments {@code helpers}, {@code postgresql}, or {@code pool} and names of measures */
    public static void main(String... arguments) throws Exception {
        try (FileLock alone = Machine.reserve()) {
            run(System.out, arguments);
        }
    }

    private static void run(PrintStream out, String... arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
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
            case "pool" -> {
                try {
                    PoolRun.run(out, Conditions.now(), Arrays.copyOfRange(arguments, 1, arguments.length));
                } catch (IllegalArgumentException wrong) {
                    System.err.println(wrong.getMessage());
                    System.exit(2);
                }
            }
            default -> {
                System.err.println(
                        "usage: run helpers | postgresql | pool [--rounds=N] [--pools=hikari,hawser_lease,...] [--anyway] [measure...]");
                System.exit(2);
            }
        }
    }
}
