package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.config.DatabaseConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Whether all critical databases can be used. What is known to be wrong is said at once: the manager asks such databases anew every few seconds by itself. A good answer that is
 * not of these seconds is asked again, of all databases at the same time, once for however many want to know; after a second, what is known has to do. Thread-safe.
 */
final class Readiness implements AutoCloseable {

    /** Who asks for readiness decides about traffic, and must not be told what was true minutes ago. */
    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    /** Orchestrators seldom wait longer. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final List<String> critical;
    private final Function<String, Optional<Health>> known;
    private final Consumer<String> question;
    private final Map<String, CompletableFuture<Void>> asking = new ConcurrentHashMap<>();
    private final ExecutorService threads; // each critical database may hold one

    Readiness(DatabaseManager databases) {
        this(
                databases.config().databases().stream()
                        .filter(DatabaseConfig::critical)
                        .map(DatabaseConfig::name)
                        .toList(),
                name -> databases.setupErrors().containsKey(name)
                        ? Optional.empty()
                        : Optional.of(databases.configured(name).lastHealth()),
                name -> databases.health(name, true));
    }

    /**
     * Of these databases.
     *
     * @param known how one was when it was asked last; empty if it could not be set up
     * @param question asks it; may block
     */
    Readiness(List<String> critical, Function<String, Optional<Health>> known, Consumer<String> question) {
        this.critical = critical;
        this.known = known;
        this.question = question;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "hawser-readiness-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Completed within a second, at once if there is nothing to ask. */
    CompletableFuture<Boolean> now() {
        if (critical.stream().anyMatch(this::fails)) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<?>[] questions =
                critical.stream().filter(this::isOld).map(this::ask).toArray(CompletableFuture<?>[]::new);
        if (questions.length == 0) {
            return CompletableFuture.completedFuture(true);
        }
        return CompletableFuture.allOf(questions)
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(all -> isReady());
    }

    private boolean isReady() {
        return critical.stream().allMatch(this::works);
    }

    private boolean works(String name) {
        return known.apply(name)
                .map(Health::status)
                .filter(status -> status == HealthStatus.HEALTHY || status == HealthStatus.DEGRADED)
                .isPresent();
    }

    private boolean fails(String name) {
        return known.apply(name)
                .filter(health -> health.status() != HealthStatus.UNHEALTHY)
                .isEmpty();
    }

    /** Also if nobody has asked it yet: in the first second after it was set up. */
    private boolean isOld(String name) {
        return known.apply(name)
                .filter(health ->
                        health.status() == HealthStatus.UNKNOWN || health.age().compareTo(MAX_AGE) > 0)
                .isPresent();
    }

    /** Never fails: what becomes of the question is seen in what is known afterwards. */
    private CompletableFuture<Void> ask(String name) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> running = asking.putIfAbsent(name, answered);
        if (running != null) {
            return running;
        }
        try {
            threads.execute(() -> {
                try {
                    question.accept(name);
                } finally {
                    asking.remove(name);
                    answered.complete(null);
                }
            });
        } catch (RejectedExecutionException stopping) {
            asking.remove(name);
            answered.complete(null);
        }
        return answered;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
