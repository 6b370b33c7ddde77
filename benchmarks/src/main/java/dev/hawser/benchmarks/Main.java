package dev.hawser.benchmarks;

import dev.hawser.benchmarks.backups.BackupBench;
import dev.hawser.benchmarks.bulk.BulkRun;
import dev.hawser.benchmarks.faults.FaultRun;
import dev.hawser.benchmarks.migrations.MigrationBench;
import dev.hawser.benchmarks.pool.PoolRun;
import dev.hawser.benchmarks.server.ServerRun;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.util.Arrays;

/** Runs one of the measurements and prints its tables. */
public final class Main {

    private Main() {}

    /** @param arguments {@code helpers}, {@code postgresql}, {@code pool} and names of measures, {@code faults} and names of scenarios, {@code bulk} and names of databases, {@code migrations} or {@code backups} */
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
            case "pool" -> named(PoolRun::run, out, arguments);
            case "faults" -> named(FaultRun::run, out, arguments);
            case "server" -> named(ServerRun::run, out, arguments);
            case "bulk" -> named(BulkRun::run, out, arguments);
            case "migrations" -> named(MigrationBench::run, out, arguments);
            case "backups" -> named(BackupBench::run, out, arguments);
            default -> {
                System.err.println("""
                        usage: run helpers | postgresql
                           or: run pool [--rounds=N] [--pools=hikari,hawser_lease,...] [--anyway] [measure...]
                           or: run faults [--rounds=N] [--writers=N] [--calls=N] [--subjects=hawser,hikari-vip,...] [scenario...]
                           or: run server [start|listeners|health|live...]
                           or: run bulk [--rounds=N] [--rows=N] [database...]
                           or: run migrations [--rounds=N] [--hawser] [first|checked]
                           or: run backups [--rounds=N] [--megabytes=N]""");
                System.exit(2);
            }
        }
    }

    private interface NamedRun {
        void run(PrintStream out, String conditions, String... names) throws Exception;
    }

    private static void named(NamedRun run, PrintStream out, String... arguments) throws Exception {
        try {
            run.run(out, Conditions.now(), Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        }
    }
}
