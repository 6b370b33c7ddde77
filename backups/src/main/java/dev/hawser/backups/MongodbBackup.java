package dev.hawser.backups;

import dev.hawser.ScratchDatabase;
import dev.hawser.config.Secret;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MongoDB, by mongodump. Of one database it writes each collection as it is when its turn comes, not all from one moment: {@code --oplog}, which makes up for that, is for whole
 * servers. So no position is recorded.
 *
 * @see <a href="https://www.mongodb.com/docs/database-tools/mongodump/">mongodump</a>
 */
final class MongodbBackup implements EngineBackup {

    private static final String FORMAT = "mongodump-archive";
    private static final String INSTALL =
            "the MongoDB Database Tools (https://www.mongodb.com/try/download/database-tools;"
                    + " Debian has no package of them)";
    private static final Pattern VERSION = Pattern.compile("version: (\\S+)");
    private static final Pattern DUMPED = Pattern.compile("done dumping [^.]+\\.(.+) \\((\\d+) documents?\\)$");

    private static final Pattern RESTORING = Pattern.compile("(?:metadata for|restoring) [^.\\s]+\\.(.+) from ");

    @Override
    public Set<String> engines() {
        return Set.of("mongodb");
    }

    @Override
    public BackupTool tool(BackupSite site) throws IOException, InterruptedException {
        program(site, "mongorestore");
        Path dump = program(site, "mongodump");
        String answer = ToolRunner.of(site)
                .answer(new ToolCommand(dump, "back up " + named(site), List.of("--version"), Map.of()));
        Matcher matcher = VERSION.matcher(answer);
        return new BackupTool("mongodump", matcher.find() ? matcher.group(1) : "unknown");
    }

    private static Path program(BackupSite site, String name) {
        return Toolbox.ofSystem()
                .find(name)
                .orElseThrow(() ->
                        Toolbox.missing(site.config().name(), "back up or restore " + named(site), name, INSTALL));
    }

    private static String named(BackupSite site) {
        return site.config().name() + " (" + site.config().database() + " at " + site.host() + ")";
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) {
        return MongodbCollections.of(site).bytes();
    }

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, InterruptedException {
        ToolRunner runner = ToolRunner.of(source);
        Map<String, TableContent> collections = new TreeMap<>();
        ToolCommand command = dump("back up " + named(source), source, runner);
        try (RunningTool dump = runner.start(command, line -> count(line, collections))) {
            dump.output().transferTo(to);
            dump.await();
        }
        String version = MongodbCollections.of(source).serverVersion();
        return new Taken(tool(source), version, FORMAT, null, new Contents(collections));
    }

    private static ToolCommand dump(String doing, BackupSite source, ToolRunner runner) throws IOException {
        List<String> arguments = new ArrayList<>(connection(source, runner));
        arguments.add("--db=" + source.config().database());
        arguments.add("--archive");
        return new ToolCommand(program(source, "mongodump"), doing, arguments, Map.of());
    }

    /** mongodump says of each collection how much of it is written. */
    private static void count(String line, Map<String, TableContent> collections) {
        Matcher matcher = DUMPED.matcher(line);
        if (matcher.find() && !matcher.group(1).startsWith("system.")) {
            collections.put(matcher.group(1), new TableContent(Long.parseLong(matcher.group(2)), null));
        }
    }

    /** The password is in a file, the rest in arguments. */
    private static List<String> connection(BackupSite site, ToolRunner runner) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add("--host=" + site.host().host());
        arguments.add("--port=" + site.host().port());
        Secret password = site.password();
        if (site.user() != null && password != null) {
            String quoted = password.reveal().replace("\\", "\\\\").replace("\"", "\\\"");
            arguments.add("--config=" + runner.secretFile("mongodb.yaml", "password: \"" + quoted + "\"\n"));
            arguments.add("--username=" + site.user());
            arguments.add("--authenticationDatabase="
                    + site.config()
                            .properties()
                            .getOrDefault("authSource", site.config().database()));
        }
        SslMode mode = site.config().ssl().mode();
        if (mode.compareTo(SslMode.REQUIRE) >= 0) {
            arguments.add("--ssl");
            Path rootCert = site.config().ssl().rootCert();
            if (rootCert != null) {
                arguments.add("--sslCAFile=" + rootCert.toAbsolutePath());
            }
            if (mode == SslMode.REQUIRE) {
                arguments.add("--sslAllowInvalidCertificates");
            } else if (mode == SslMode.VERIFY_CA) {
                arguments.add("--sslAllowInvalidHostnames");
            }
        }
        return arguments;
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- contents

    @Override
    public Contents contents(BackupSite site) {
        return MongodbCollections.of(site).contents();
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- restore

    @Override
    public boolean isEmpty(BackupSite target) {
        return MongodbCollections.of(target).isEmpty();
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, InterruptedException {
        if (!format.equals(FORMAT)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "cannot restore into " + named(target) + ": the backup is of the format " + format
                            + ", and MongoDB's is " + FORMAT,
                    target.config().name(),
                    null,
                    null);
        }
        String doing = "restore into " + named(target);
        if (replace) {
            replace(target, doing, backup);
        } else {
            load(target, doing, backup);
        }
    }

    /** Loads it into a scratch database first: what does not load costs nothing. From there it comes over what is there. */
    private static void replace(BackupSite target, String doing, InputStream backup)
            throws IOException, InterruptedException {
        try (ScratchDatabase scratch = ScratchDatabase.like(target.config());
                OpenSite open =
                        Restoring.site(new OpenDatabase(scratch.config(), scratch.database()), 1, bytes -> {})) {
            BackupSite beside = open.site();
            try {
                load(beside, doing, backup);
            } catch (BackupException failed) {
                throw told(target, failed, "What was in the database is as it was: the backup did not load, beside it");
            }
            ToolRunner runner = ToolRunner.of(beside);
            try (RunningTool dump = runner.start(dump(doing, beside, runner))) {
                MongodbCollections.of(target).drop();
                load(target, doing, dump.output());
                dump.await();
            } catch (BackupException failed) {
                throw told(
                        target,
                        failed,
                        "What was in the database had been dropped before that, and it is not complete now. The backup"
                                + " is as it was, and did load into a scratch database: put the reason right, and"
                                + " restore it again with --force");
            }
        }
    }

    private static BackupException told(BackupSite target, BackupException failed, String state) {
        return new BackupException(
                failed.category(), failed.description(), target.config().name(), state, failed);
    }

    /** If it fails, what it has made goes, as there is no transaction to roll back. */
    private static void load(BackupSite target, String doing, InputStream backup)
            throws IOException, InterruptedException {
        ToolRunner runner = ToolRunner.of(target);
        List<String> arguments = new ArrayList<>(connection(target, runner));
        arguments.addAll(List.of(
                "--archive",
                "--stopOnError",
                "--nsFrom=$database$.$collection$",
                "--nsTo=" + target.config().database() + ".$collection$"));
        ToolCommand command = new ToolCommand(program(target, "mongorestore"), doing, arguments, Map.of());
        Set<String> before = Set.copyOf(MongodbCollections.of(target).names());
        Set<String> made = ConcurrentHashMap.newKeySet();
        try (RunningTool restore = runner.startWithInput(command, line -> note(line, made))) {
            restore.feed(backup, true);
            restore.output().transferTo(OutputStream.nullOutputStream());
            restore.await();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            made.removeAll(before);
            undo(target, made, failed);
            throw failed;
        }
    }

    /** mongorestore says of each collection that its turn has come. */
    private static void note(String line, Set<String> made) {
        Matcher matcher = RESTORING.matcher(line);
        if (matcher.find()) {
            made.add(matcher.group(1));
        }
    }

    private static void undo(BackupSite target, Set<String> made, Exception failed) {
        boolean interrupted = Thread.interrupted();
        try {
            MongodbCollections.of(target).drop(made);
        } catch (RuntimeException remains) {
            failed.addSuppressed(remains);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
