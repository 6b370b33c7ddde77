package dev.hawser.benchmarks.faults;

import com.sun.management.OperatingSystemMXBean;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.Recovery;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writers write all the time, the primary fails, and another one takes its place: how long that takes, and what the writers notice. */
record FailoverScenario(Outage outage) implements FaultScenario<FaultSubject> {

    static final Metric FIRST = Metric.plain("first write ms", 0);
    static final Metric RECOVERED = Metric.low("99 % of writers ms", 0);
    static final Metric ERRORS = Metric.plain("errors", 0);
    static final Metric FAILED = Metric.plain("told failed", 0);
    static final Metric UNKNOWN = Metric.plain("unknown", 0);
    static final Metric HUNG = Metric.plain("hung", 0);
    static final Metric LONGEST = Metric.plain("longest call ms", 0);
    static final Metric DOUBLED = Metric.plain("doubled", 0);
    static final Metric LOST = Metric.plain("lost", 0);
    static final Metric WRONGLY_FAILED = Metric.plain("failed but there", 0);
    static final Metric REFUSED = Metric.plain("25006", 0);
    static final Metric REFUSED_LATER = Metric.plain("25006 later", 0);
    static final Metric PROCESSOR = Metric.plain("client CPU %", 0);
    static final Metric OUTAGE = Metric.plain("outage ms", 0);

    private static final int WARM = 50;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration PROMOTION = Duration.ofSeconds(60);

    /** How long writers go on after they have recovered. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    /** A caller that has not come back by then hangs: nobody promised to try for longer than {@link RetryingClient#PATIENCE}. */
    private static final Duration HANGS = RetryingClient.PATIENCE.plusSeconds(1);

    @Override
    public String name() {
        return outage.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String title() {
        return outage.title();
    }

    @Override
    public List<FaultSubject> contenders(FaultArguments asked) {
        return List.copyOf(asked.subjects());
    }

    @Override
    public int rounds() {
        return 3;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                FIRST,
                RECOVERED,
                ERRORS,
                FAILED,
                UNKNOWN,
                HUNG,
                LONGEST,
                DOUBLED,
                LOST,
                WRONGLY_FAILED,
                REFUSED,
                REFUSED_LATER,
                PROCESSOR,
                OUTAGE);
    }

    @Override
    public FaultSubject yardstick() {
        return FaultSubject.HIKARI_MULTIHOST;
    }

    @Override
    public Map<Metric, Double> run(FaultSubject subject, FaultArguments asked) throws Exception {
        TransferPlan plan = TransferPlan.DEFAULT.withWriters(asked.writers());
        try (Servers servers = Servers.started(plan);
                FaultClient client =
                        new FaultClients(servers.cluster(), servers.database(), asked.writers()).open(subject);
                Transfers transfers = Transfers.start(plan, client)) {
            if (!transfers.awaitDone((long) WARM * asked.writers(), WARM_UP)) {
                throw new IllegalStateException(
                        subject + " does not write: " + client.errors().mostFrequent(3));
            }
            return strike(subject, servers, client, transfers);
        }
    }

    private Map<Metric, Double> strike(FaultSubject subject, Servers servers, FaultClient client, Transfers transfers)
            throws Exception {
        PostgresCluster cluster = servers.cluster();
        ClusterNode<PostgresServer> former = cluster.primary();
        long errorsBefore = client.errors().count();
        try (NewPrimary newPrimary = NewPrimary.watch(servers, transfers::now, () -> moveAtOnce(cluster));
                Refusals refusals = Refusals.watch(servers)) {
            Instant struck = transfers.now();
            Duration processorBefore = processorTime();
            outage.strike(cluster);
            cluster.promote();
            Instant accepted = newPrimary.await(PROMOTION);
            outage.afterPromotion(cluster, former);
            Instant reachable = accepted;
            if (subject.usesVirtualAddress() && !outage.addressMovesAtOnce()) {
                reachable = transfers.now();
            }
            Outage.moveAddress(cluster);
            Duration processor = processorTime().minus(processorBefore);
            Duration waited = Duration.between(struck, transfers.now());
            boolean recovered = transfers.awaitRecovery(reachable, outage.cap());
            if (!recovered) {
                Diagnosis.print(System.err, "testkit-writer-", "hawser-worker-");
            }
            Thread.sleep(SETTLE.toMillis());
            int hung = Hanging.writers(transfers.outcomes(), transfers.now(), HANGS);
            transfers.stop(HANGS);
            long seen = client.errors().count() - errorsBefore;
            TransferReport report;
            try (Connection connection = servers.connect(cluster.primary())) {
                report = transfers.check(connection);
            }
            Recovery recovery = transfers.recovery(reachable);
            tell(subject, client, recovery, report);
            Map<Metric, Double> figures = new HashMap<>();
            figures.put(FIRST, millis(recovery.first()));
            figures.put(RECOVERED, recovered ? millis(recovery.of(0.99)) : Double.POSITIVE_INFINITY);
            figures.put(ERRORS, (double) seen);
            figures.put(FAILED, (double) report.failed());
            figures.put(UNKNOWN, (double) report.unknown());
            figures.put(HUNG, (double) hung);
            figures.put(LONGEST, (double) report.longestCall().toMillis());
            figures.put(DOUBLED, (double) report.doubled());
            figures.put(LOST, (double) report.lost());
            figures.put(WRONGLY_FAILED, (double) report.failedButThere());
            figures.put(REFUSED, (double) refusals.count());
            figures.put(REFUSED_LATER, (double) refusals.later());
            figures.put(PROCESSOR, 100.0 * processor.toNanos() / waited.toNanos());
            figures.put(OUTAGE, (double) Duration.between(struck, accepted).toMillis());
            return figures;
        }
    }

    private void moveAtOnce(PostgresCluster cluster) {
        if (outage.addressMovesAtOnce()) {
            Outage.moveAddress(cluster);
        }
    }

    private static Duration processorTime() {
        return Duration.ofNanos(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
    }

    private static double millis(Optional<Duration> time) {
        return time.map(duration -> duration.toNanos() / 1e6).orElse(Double.POSITIVE_INFINITY);
    }

    private static void tell(FaultSubject subject, FaultClient client, Recovery recovery, TransferReport report) {
        System.err.println(subject.title() + ": " + recovery);
        System.err.println(report);
        client.errors().mostFrequent(5).forEach(kind -> System.err.println("  " + kind));
    }

    @Override
    public List<Goal> goals(FaultArguments asked) {
        List<Goal> goals = new ArrayList<>();
        for (FaultSubject subject : contenders(asked)) {
            if (subject.isHawser()) {
                goals.addAll(goals(subject));
            }
        }
        return goals;
    }

    private List<Goal> goals(FaultSubject subject) {
        String who = subject.title();
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atMost(
                goalMillis(subject), who + ", ms until 99 % of the writers write", Goal.value(RECOVERED, subject)));
        goals.add(none(subject, DOUBLED));
        goals.add(none(subject, LOST));
        goals.add(none(subject, WRONGLY_FAILED));
        goals.add(none(subject, HUNG));
        switch (outage) {
            case STOP, KILL -> goals.add(none(subject, ERRORS));
            case SILENT, DROP -> {}
            case RETURNS -> goals.add(none(subject, REFUSED_LATER));
            case FENCED ->
                goals.add(Goal.atMost(1, who + ", writes refused by the fenced host", Goal.highest(REFUSED, subject)));
        }
        return goals;
    }

    static Goal none(FaultSubject subject, Metric metric) {
        return Goal.atMost(0, subject.title() + ", " + metric.name(), Goal.highest(metric, subject));
    }

    private double goalMillis(FaultSubject subject) {
        return switch (outage) {
            case STOP, KILL -> subject.usesVirtualAddress() ? 60 : 25;
            case SILENT, DROP -> 1_500;
            case RETURNS -> 100;
            case FENCED -> 300;
        };
    }
}
