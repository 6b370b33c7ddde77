package dev.hawser.migrations;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.hawser.config.MigrationsConfig;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.OpenDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Makes {@link Migrations}. What is not said is as configured under {@code migrations}. For one thread. */
public final class MigrationsBuilder {

    private final OpenDatabase open;
    private final List<MigrationHook> before = new ArrayList<>();
    private final List<MigrationHook> after = new ArrayList<>();
    private final List<MigrationStep> steps = new ArrayList<>();
    private List<String> locations;
    private Map<String, String> placeholders;
    private String table;
    private boolean outOfOrder;
    private Duration lockTimeout;
    private ClassLoader loader;
    private MigrationListener listener = MigrationListener.NONE;
    private @Nullable BackupService backups;
    private boolean confirmed;

    MigrationsBuilder(OpenDatabase open) {
        this.open = open;
        MigrationsConfig migrations = open.config().migrations();
        this.locations = migrations.locations();
        this.placeholders = migrations.placeholders();
        this.table = migrations.table();
        this.outOfOrder = migrations.outOfOrder();
        this.lockTimeout = migrations.lockTimeout();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context != null ? context : MigrationsBuilder.class.getClassLoader();
    }

    /** Where migrations are: {@code dir}, {@code filesystem:dir} or {@code classpath:dir}. By default {@code migrations.locations}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder locations(String... places) {
        locations = List.of(places);
        return this;
    }

    /** Where {@code classpath:} locations and steps in Java are found. By default the context class loader of the thread. */
    @CanIgnoreReturnValue
    public MigrationsBuilder classLoader(ClassLoader classes) {
        loader = classes;
        return this;
    }

    /** Steps in Java beside those that {@link ServiceLoader} finds. By default none. */
    @CanIgnoreReturnValue
    public MigrationsBuilder steps(List<? extends MigrationStep> more) {
        steps.addAll(more);
        return this;
    }

    /** The table, or collection, of the history. By default {@code migrations.table}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder table(String name) {
        table = name;
        return this;
    }

    /** Whether a version may be applied after a higher one was. By default {@code migrations.out-of-order}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder outOfOrder(boolean allowed) {
        outOfOrder = allowed;
        return this;
    }

    /** What <code>${name}</code> stands for in scripts. By default {@code migrations.placeholders}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder placeholders(Map<String, String> values) {
        placeholders = values;
        return this;
    }

    /** How long to wait while somebody else migrates. By default {@code migrations.lock-timeout}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder lockTimeout(Duration timeout) {
        lockTimeout = timeout;
        return this;
    }

    /** Is told what runs do. By default nobody is. */
    @CanIgnoreReturnValue
    public MigrationsBuilder listener(MigrationListener hears) {
        listener = hears;
        return this;
    }

    /** Runs before the first step of each run that has any, while others are held off. */
    @CanIgnoreReturnValue
    public MigrationsBuilder before(MigrationHook hook) {
        before.add(hook);
        return this;
    }

    /** Runs after the last step of each run that had any, while others are held off. */
    @CanIgnoreReturnValue
    public MigrationsBuilder after(MigrationHook hook) {
        after.add(hook);
        return this;
    }

    /** Takes the backup that {@code migrations.backup} asks for. By default the service that {@link ServiceLoader} finds. */
    @CanIgnoreReturnValue
    public MigrationsBuilder backups(BackupService service) {
        backups = service;
        return this;
    }

    /** Says that a change in production is meant: without it, what changes something is refused where the profile is {@code production}. */
    @CanIgnoreReturnValue
    public MigrationsBuilder confirmed() {
        confirmed = true;
        return this;
    }

    /** The migrations. Nothing is read yet. */
    public Migrations build() {
        List<MigrationStep> all = new ArrayList<>(steps);
        ServiceLoader.load(MigrationStep.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(step -> step.isFor(open.config().name()))
                .forEach(all::add);
        return new Migrations(new Settings(
                open,
                locations,
                loader,
                all,
                table,
                outOfOrder,
                placeholders,
                lockTimeout,
                listener,
                before,
                after,
                backups != null
                        ? backups
                        : ServiceLoader.load(BackupService.class).findFirst().orElse(null),
                confirmed));
    }
}
