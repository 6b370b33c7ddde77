package dev.hawser.benchmarks.server;

import dev.hawser.testkit.SilentServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Measures a server in a process of its own: what it takes to start and to stand idle, what live clients cost, and how quickly it answers while a database does not. */
public final class ServerRun {

    private static final int LISTENERS = 200;
    private static final int ASKING = 8;
    private static final int HANGING = 64;
    private static final Duration LISTENING = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final Duration LOAD = Duration.ofSeconds(10);

    /** As the launcher starts it. */
    static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xms16m", "-XX:TieredStopAtLevel=1");

    private ServerRun() {}

    private enum Measure {
        START,
        LISTENERS,
        HEALTH,
        LIVE
    }

    /** Prints the figures of the measures that are named, or of all. */
    public static void run(PrintStream out, String conditions, String... names) throws Exception {
        List<Measure> measures = Arrays.stream(names)
                .map(name -> Measure.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        out.println(conditions);
        for (Measure measure : measures.isEmpty() ? List.of(Measure.values()) : measures) {
            try (SilentServer dark = SilentServer.silent();
                    ServedProcess server = ServedProcess.start(dark.host().toString(), FLAGS)) {
                switch (measure) {
                    case START -> start(out);
                    case LISTENERS -> listeners(out, server);
                    case HEALTH -> health(out, server);
                    case LIVE -> live(out, server);
                }
            }
        }
    }

    private static void start(PrintStream out) throws IOException {
        try (ServedProcess server = ServedProcess.start("-", FLAGS);
                KeepAlive health = new KeepAlive(server.port(), "/api/database/health", server.token())) {
            for (int i = 0; i < 100; i++) {
                health.ask();
            }
            out.printf(
                    "start to ready %d ms; resident with three databases %d MB%n",
                    server.startTime().toMillis(), server.residentMegabytes());
        }
    }

    private static void listeners(PrintStream out, ServedProcess server) throws IOException, InterruptedException {
        long before = server.residentMegabytes();
        try (Listeners listeners = new Listeners(LISTENERS, server.port(), server.token())) {
            listeners.read(WARM_UP);
            Duration processor = server.processorTime();
            List<Long> late = new ArrayList<>(listeners.read(LISTENING));
            Duration taken = server.processorTime().minus(processor);
            Collections.sort(late);
            out.printf(
                    "%d listeners for %d s: %.1f %% of a processor, %d MB more, %d states each, late p99 %d ms, at most %d ms%n",
                    LISTENERS,
                    LISTENING.toSeconds(),
                    100.0 * taken.toMillis() / LISTENING.toMillis(),
                    server.residentMegabytes() - before,
                    late.size() / LISTENERS,
                    late.get(late.size() * 99 / 100),
                    late.get(late.size() - 1));
        }
    }

    private static void health(PrintStream out, ServedProcess server) throws Exception {
        for (String path : List.of("/api/database/health", "/api/databases/dark/health")) {
            load(server, path, LOAD);
            Duration processor = server.processorTime();
            List<Long> nanos = load(server, path, LOAD);
            Duration taken = server.processorTime().minus(processor);
            Collections.sort(nanos);
            out.printf(
                    "%s: %,d a second, %,d a second of processor, p99 %.2f ms, at most %.2f ms%n",
                    path,
                    nanos.size() / LOAD.toSeconds(),
                    nanos.size() * 1_000L / Math.max(1, taken.toMillis()),
                    nanos.get(nanos.size() * 99 / 100) / 1e6,
                    nanos.get(nanos.size() - 1) / 1e6);
        }
    }

    private static List<Long> load(ServedProcess server, String path, Duration time) throws Exception {
        List<Callable<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < ASKING; i++) {
            clients.add(() -> ask(server, path, time));
        }
        ExecutorService threads = Executors.newFixedThreadPool(ASKING);
        try {
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> client : threads.invokeAll(clients)) {
                all.addAll(client.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Long> ask(ServedProcess server, String path, Duration time) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (KeepAlive connection = new KeepAlive(server.port(), path, server.token())) {
            long end = System.nanoTime() + time.toNanos();
            for (long now = System.nanoTime(); now < end; ) {
                connection.ask();
                long after = System.nanoTime();
                nanos.add(after - now);
                now = after;
            }
        }
        return nanos;
    }

    /** While as many requests as there are threads wait for the database that does not answer; those that are refused come back after a while. */
    private static void live(PrintStream out, ServedProcess server) throws Exception {
        ask(server, "/health/live", WARM_UP);
        ExecutorService threads = Executors.newFixedThreadPool(HANGING);
        try {
            for (int i = 0; i < HANGING; i++) {
                threads.submit(() -> hang(server));
            }
            List<Long> nanos = ask(server, "/health/live", LOAD);
            Collections.sort(nanos);
            out.printf(
                    "/health/live while %d ask for a database that does not answer: p50 %.2f ms, p99 %.2f ms, at most %.2f ms%n",
                    HANGING,
                    nanos.get(nanos.size() / 2) / 1e6,
                    nanos.get(nanos.size() * 99 / 100) / 1e6,
                    nanos.get(nanos.size() - 1) / 1e6);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void hang(ServedProcess server) throws IOException, InterruptedException {
        try (KeepAlive connection =
                new KeepAlive(server.port(), "/api/databases/dark/health?force=true", server.token())) {
            while (true) {
                connection.ask();
                TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
            }
        }
    }
}
