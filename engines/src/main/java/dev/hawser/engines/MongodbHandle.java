package dev.hawser.engines;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import dev.hawser.BackupSummary;
import dev.hawser.Consistency;
import dev.hawser.Database;
import dev.hawser.DatabaseInfo;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DatabaseTopology;
import dev.hawser.Health;
import dev.hawser.MigrationSummary;
import dev.hawser.OperationTimes;
import dev.hawser.Pool;
import dev.hawser.Position;
import dev.hawser.StatementSummary;
import dev.hawser.TransactionResult;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.CommandDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an application gets of a database of MongoDB's. Thread-safe. */
final class MongodbHandle implements MongodbDatabase, CommandDatabase {

    private static final ClientSessionOptions CAUSAL =
            ClientSessionOptions.builder().causallyConsistent(true).build();

    private final Database managed;
    private final MongodbClient client;
    private final DatabaseConfig config;
    private final MongodbCommands commands;

    MongodbHandle(Database managed, MongodbClient client) {
        this.managed = managed;
        this.client = client;
        this.config = client.config();
        this.commands = new MongodbCommands(client);
    }

    @Override
    public MongoDatabase database() {
        return database(config.reads().consistency());
    }

    @Override
    public MongoDatabase database(Consistency consistency) {
        return database(MongodbReads.withoutSession(consistency, config));
    }

    private MongoDatabase database(MongodbReads reads) {
        return client.driver()
                .getDatabase(config.database())
                .withReadPreference(reads.preference())
                .withReadConcern(reads.concern());
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> TransactionResult<T> transaction(MongodbWork<T, X> work)
            throws X {
        MongoDatabase database = database(Consistency.STRONG);
        try (ClientSession session = client.driver().startSession(CAUSAL)) {
            return new MongodbTransaction<>(session, database, work, client.observer()).run(() -> position(session));
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Consistency consistency, MongodbWork<T, X> work)
            throws X {
        MongodbReads reads = MongodbReads.of(consistency, config);
        long startedAt = System.nanoTime();
        try (ClientSession session = client.driver().startSession(CAUSAL)) {
            if (reads.after() != null) {
                reads.after().advance(session);
            }
            return work.run(session, database(reads));
        } catch (MongoException error) {
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            throw client.observer().meaning(MongodbHosts.host(error), "reading", took, error);
        }
    }

    @Override
    public Position position(com.mongodb.session.ClientSession session) {
        MongodbPosition position = MongodbPosition.of(session);
        return position == null ? Position.current(name()) : new Position(name(), position.toString());
    }

    @Override
    public MongodbReactive reactive() {
        return client.reactive();
    }

    @Override
    public Map<String, @Nullable Object> parse(String json) {
        return MongodbCommands.parse(json);
    }

    @Override
    public Map<String, @Nullable Object> run(Map<String, ? extends @Nullable Object> command) {
        return commands.run(command);
    }

    @Override
    public boolean runTogether(List<? extends Map<String, ? extends @Nullable Object>> together) {
        return commands.runTogether(together);
    }

    @Override
    public String name() {
        return managed.name();
    }

    @Override
    public String engine() {
        return managed.engine();
    }

    @Override
    public DatabaseInfo info() {
        return managed.info();
    }

    @Override
    public Health health(boolean force) {
        return managed.health(force);
    }

    @Override
    public Health lastHealth() {
        return managed.lastHealth();
    }

    @Override
    public DatabaseTopology topology() {
        return managed.topology();
    }

    @Override
    public List<OperationTimes> operations() {
        return managed.operations();
    }

    @Override
    public List<StatementSummary> statements() {
        return managed.statements();
    }

    @Override
    public Pool pool() {
        return managed.pool();
    }

    @Override
    public DatabaseMetrics metrics() {
        return managed.metrics();
    }

    @Override
    public Health reconnect() {
        return managed.reconnect();
    }

    @Override
    public MigrationSummary migrate() {
        return managed.migrate();
    }

    @Override
    public List<BackupSummary> backups() {
        return managed.backups();
    }

    @Override
    public BackupSummary takeBackup() {
        return managed.takeBackup();
    }
}
