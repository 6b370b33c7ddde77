package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.testkit.MessageFault;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Connections are cut at every tenth COMMIT: the caller sees the same, whether the server has committed or not. No primary changes.
 *
 * @param name how it is asked for
 * @param when in words
 * @param cut what is done to a COMMIT
 */
record CommitScenario(String name, String when, Supplier<MessageFault> cut) implements FaultScenario<FaultSubject> {

    private static final Metric CUT = Metric.plain("cut", 0);
    private static final Metric RATE = Metric.plain("transfers/s", 0);

    private static final int TRANSFERS = 1_000;
    private static final double SHARE = 0.1;
    private static final long SEED = 4;
    private static final Duration CAP = Duration.ofMinutes(60);
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    static CommitScenario before() {
        return new CommitScenario("commit-before", "before it arrives", MessageFault::cutBeforeCommit);
    }

    static CommitScenario after() {
        return new CommitScenario("commit-after", "after the server has committed", MessageFault::cutAfterCommit);
    }

    @Override
    public String title() {
        return "every tenth COMMIT is cut " + when + ", while transfers are made";
    }

    @Override
    public List<FaultSubject> contenders(FaultArguments asked) {
        return List.copyOf(asked.subjects());
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                CUT,
                FailoverScenario.DOUBLED,
                FailoverScenario.LOST,
                FailoverScenario.WRONGLY_FAILED,
                FailoverScenario.UNKNOWN,
                FailoverScenario.FAILED,
                FailoverScenario.ERRORS,
                FailoverScenario.LONGEST,
                RATE);
    }

    @Override
    public FaultSubject yardstick() {
        return FaultSubject.HIKARI_MULTIHOST;
    }

    @Override
    public Map<Metric, Double> run(FaultSubject subject, FaultArguments asked) throws Exception {
        TransferPlan plan = TransferPlan.DEFAULT
                .withWriters(asked.writers())
                .withPause(Duration.ZERO)
                .withTransfers(asked.callsOr(TRANSFERS));
        MessageFault fault = cut.get().share(SHARE, SEED);
        try (Servers servers = Servers.started(plan);
                FaultClient client =
                        new FaultClients(servers.cluster(), servers.database(), asked.writers()).open(subject)) {
            servers.cluster().primary().proxy().at(fault);
            long startedAt = System.nanoTime();
            try (Transfers transfers = Transfers.start(plan, client)) {
                if (!transfers.awaitAll(CAP)) {
                    Diagnosis.print(System.err, "testkit-writer-", "hawser-worker-");
                }
                double seconds = (System.nanoTime() - startedAt) / 1e9;
                servers.cluster().primary().proxy().restore();
                transfers.stop(PATIENCE);
                try (Connection connection = servers.connect(servers.cluster().primary())) {
                    return figures(subject, client, transfers.check(connection), fault.happened(), seconds);
                }
            }
        }
    }

    private static Map<Metric, Double> figures(
            FaultSubject subject, FaultClient client, TransferReport report, long cut, double seconds) {
        System.err.println(subject.title() + ": " + cut + " cut");
        System.err.println(report);
        client.errors().mostFrequent(5).forEach(kind -> System.err.println("  " + kind));
        Map<Metric, Double> figures = new HashMap<>();
        figures.put(CUT, (double) cut);
        figures.put(FailoverScenario.DOUBLED, (double) report.doubled());
        figures.put(FailoverScenario.LOST, (double) report.lost());
        figures.put(FailoverScenario.WRONGLY_FAILED, (double) report.failedButThere());
        figures.put(FailoverScenario.UNKNOWN, (double) report.unknown());
        figures.put(FailoverScenario.FAILED, (double) report.failed());
        figures.put(FailoverScenario.ERRORS, (double) client.errors().count());
        figures.put(FailoverScenario.LONGEST, (double) report.longestCall().toMillis());
        figures.put(RATE, report.tried() / seconds);
        return figures;
    }

    @Override
    public List<Goal> goals(FaultArguments asked) {
        List<Goal> goals = new ArrayList<>();
        for (FaultSubject subject : contenders(asked)) {
            if (subject.isHawser()) {
                goals.add(FailoverScenario.none(subject, FailoverScenario.DOUBLED));
                goals.add(FailoverScenario.none(subject, FailoverScenario.LOST));
                goals.add(FailoverScenario.none(subject, FailoverScenario.WRONGLY_FAILED));
            }
        }
        return goals;
    }
}
