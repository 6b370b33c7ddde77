package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * PostgreSQL, by pg_dump. It, and the session that counts, look at the same snapshot.
 *
 * <p>One job writes pg_dump's custom format, which streams. Several write its directory format, which does not: it is staged on the disk, and packed from there.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</a>
 */
final class PostgresqlBackup implements EngineBackup {

    private static final String CUSTOM = "pg_dump-custom";
    private static final String DIRECTORY = "pg_dump-directory";
    private static final String TABLE_OF_CONTENTS = "toc.dat";

    private static final String TABLE_BYTES = """
            select (select coalesce(sum(pg_table_size(c.oid)), 0) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema')
                 + 2 * pg_table_size('pg_largeobject')""";

    private static final String UNLOGGED = "select n.nspname || '.' || c.relname from pg_class c"
            + " join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and c.relpersistence = 'u'";

    /** Schemas without anything in them, and extensions, do not count. */
    private static final String NOTHING_THERE = """
            select not exists (select from pg_largeobject_metadata)
               and not exists (
                   select from (select oid, 'pg_class'::regclass as catalog, relnamespace as namespace from pg_class
                                union all select oid, 'pg_proc'::regclass, pronamespace from pg_proc
                                union all select oid, 'pg_type'::regclass, typnamespace from pg_type where typrelid = 0 and typelem = 0) as object
                     join pg_namespace n on n.oid = object.namespace
                    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                      and not exists (select from pg_depend d where d.classid = object.catalog and d.objid = object.oid and d.deptype = 'e'))""";

    @Override
    public Set<String> engines() {
        return Set.of("postgresql");
    }

    @Override
    public BackupTool tool(BackupSite site) throws IOException, SQLException, InterruptedException {
        return tools(site).version();
    }

    private static PostgresqlTools tools(BackupSite site) throws IOException, SQLException, InterruptedException {
        try (HostConnection connection = HostConnection.open(site)) {
            return PostgresqlTools.of(site, connection.jdbc().getMetaData().getDatabaseMajorVersion());
        }
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) throws SQLException {
        try (HostConnection connection = HostConnection.open(site)) {
            return OptionalLong.of(Long.parseLong(connection.text(TABLE_BYTES)));
        }
    }

    @Override
    public boolean isStaged(BackupSite source) {
        return source.jobs() > 1;
    }

    @Override
    public Optional<SpaceNeeded> spaceToRestore(BackupSite target, Manifest backup) {
        return backup.format().equals(DIRECTORY)
                ? Optional.of(SpaceNeeded.temporary(target.staging(), backup.plainBytes()))
                : Optional.empty();
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- take

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException {
        PostgresqlTools tools = tools(source);
        try (PostgresqlSnapshot snapshot = PostgresqlSnapshot.take(source);
                Counting counting = new Counting(snapshot)) {
            if (source.jobs() == 1) {
                dump(tools, source, snapshot, to);
            } else {
                dumpStaged(tools, source, snapshot, to);
            }
            return new Taken(
                    tools.version(),
                    snapshot.serverVersion(),
                    source.jobs() == 1 ? CUSTOM : DIRECTORY,
                    snapshot.position(),
                    counting.result());
        }
    }

    private static void dump(PostgresqlTools tools, BackupSite source, PostgresqlSnapshot snapshot, OutputStream to)
            throws IOException, InterruptedException {
        ToolCommand command = dumpCommand(tools, source, snapshot, List.of("--format=custom"));
        try (RunningTool dump = tools.runner().start(command)) {
            dump.output().transferTo(to);
            dump.await();
        }
    }

    private static void dumpStaged(
            PostgresqlTools tools, BackupSite source, PostgresqlSnapshot snapshot, OutputStream to)
            throws IOException, InterruptedException {
        Path directory = source.staging().resolve("dump");
        ToolCommand command = dumpCommand(
                tools,
                source,
                snapshot,
                List.of("--format=directory", "--jobs=" + source.jobs(), "--file=" + directory));
        try (RunningTool dump = tools.runner().start(command)) {
            dump.output().transferTo(OutputStream.nullOutputStream());
            dump.await();
        }
        TarArchive.write(directory, TABLE_OF_CONTENTS, to);
    }

    private static ToolCommand dumpCommand(
            PostgresqlTools tools, BackupSite source, PostgresqlSnapshot snapshot, List<String> form) {
        List<String> arguments = new ArrayList<>(form);
        arguments.add("--compress=0");
        arguments.add("--no-password");
        arguments.add("--snapshot=" + snapshot.id());
        return tools.connecting("pg_dump", "back up " + named(source), arguments);
    }

    private static String named(BackupSite site) {
        return site.config().name() + " (" + site.config().database() + " at " + site.host() + ")";
    }

    /** Counts on a thread of its own while the dump is under way. */
    private static final class Counting implements AutoCloseable {

        private final PostgresqlSnapshot snapshot;
        private final CompletableFuture<Contents> counted = new CompletableFuture<>();
        private final Thread thread = new Thread(this::count, "hawser-backup-count");

        Counting(PostgresqlSnapshot snapshot) {
            this.snapshot = snapshot;
            thread.setDaemon(true);
            thread.start();
        }

        private void count() {
            try {
                counted.complete(snapshot.count());
            } catch (SQLException | RuntimeException failed) {
                counted.completeExceptionally(failed);
            }
        }

        Contents result() throws SQLException, InterruptedException {
            try {
                return counted.get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof SQLException problem) {
                    throw problem;
                }
                throw new IllegalStateException("counting failed", failed.getCause());
            }
        }

        /** Whatever ends the dump ends this. */
        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            while (thread.isAlive()) {
                snapshot.cancel();
                try {
                    thread.join(100);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- contents

    @Override
    public Optional<Contents> archived(BackupSite site, String format, InputStream backup)
            throws IOException, SQLException, InterruptedException {
        PostgresqlTools tools = tools(site);
        String doing = "read a backup of " + site.config().name();
        try (RunningTool restore = archive(tools, site, format, backup).script(doing, List.of("--data-only"))) {
            Contents contents = PostgresqlText.contents(restore.output());
            restore.await();
            return Optional.of(withUnlogged(site, contents));
        }
    }

    /** A backup from a replica defines unlogged tables, and has nothing to say of their rows. That there should be some is known from what was counted. */
    private static Contents withUnlogged(BackupSite restored, Contents contents) throws SQLException {
        Map<String, TableContent> tables = new HashMap<>(contents.tables());
        try (HostConnection connection = HostConnection.open(restored)) {
            for (String name : connection.texts(UNLOGGED)) {
                tables.putIfAbsent(name, new RowChecksum().content());
            }
        }
        return new Contents(tables);
    }

    @Override
    public Contents contents(BackupSite site) throws IOException, SQLException, InterruptedException {
        PostgresqlTools tools = tools(site);
        ToolCommand command =
                tools.connecting("pg_dump", "compare " + named(site), List.of("--data-only", "--no-password"));
        try (RunningTool dump = tools.runner().start(command)) {
            Contents contents = PostgresqlText.contents(dump.output());
            dump.await();
            return contents;
        }
    }

    private static PostgresqlArchive archive(PostgresqlTools tools, BackupSite site, String format, InputStream backup)
            throws IOException {
        return switch (format) {
            case CUSTOM -> PostgresqlArchive.of(tools, backup);
            case DIRECTORY -> PostgresqlArchive.unpacked(tools, site.staging(), backup);
            default ->
                throw new BackupException(
                        ErrorCategory.REFUSED,
                        "cannot read a backup of " + site.config().name() + ": its format is " + format
                                + ", and PostgreSQL's are " + CUSTOM + " and " + DIRECTORY,
                        site.config().name(),
                        null,
                        null);
        };
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- restore

    @Override
    public boolean isEmpty(BackupSite target) throws SQLException {
        try (HostConnection connection = HostConnection.open(target)) {
            return connection.text(NOTHING_THERE).equals("t");
        }
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException, InterruptedException {
        PostgresqlTools tools = tools(target);
        PostgresqlArchive archive = archive(tools, target, format, backup);
        PostgresqlRestore.run(tools, target, archive, "restore into " + named(target), replace);
    }
}
