package dev.hawser.backups;

import dev.hawser.Position;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MariaDB and MySQL, by mariadb-dump or mysqldump. They read all tables from one moment; of storage engines without transactions whatever is there when they come to it. Rows are
 * counted as they pass: nobody else can look at the same moment.
 *
 * @see <a href="https://mariadb.com/kb/en/mariadb-dump/">mariadb-dump</a>
 */
final class MysqlBackup implements EngineBackup {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private static final String MARIADB_FORMAT = "mariadb-dump";
    private static final String MYSQL_FORMAT = "mysqldump";

    private static final String BYTES =
            "select coalesce(sum(data_length), 0) from information_schema.tables where table_schema = database()";
    private static final String OBJECTS = """
            select (select count(*) from information_schema.tables where table_schema = database())
                 + (select count(*) from information_schema.routines where routine_schema = database())
                 + (select count(*) from information_schema.events where event_schema = database())""";
    private static final String WITHOUT_TRANSACTIONS = """
            select concat(t.table_name, ' (', t.engine, ')') from information_schema.tables t
              join information_schema.engines e on e.engine = t.engine
             where t.table_schema = database() and t.table_type = 'BASE TABLE' and e.transactions <> 'YES'""";

    @Override
    public Set<String> engines() {
        return Set.of("mariadb", "mysql");
    }

    @Override
    public BackupTool tool(BackupSite site) throws IOException, SQLException, InterruptedException {
        try (HostConnection connection = HostConnection.open(site)) {
            return MysqlTools.of(site, connection).version();
        }
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) throws SQLException {
        try (HostConnection connection = HostConnection.open(site)) {
            return OptionalLong.of(Long.parseLong(connection.text(BYTES)));
        }
    }

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException {
        MysqlTools tools;
        boolean mariadb;
        boolean position;
        String serverVersion;
        try (HostConnection connection = HostConnection.open(source)) {
            tools = MysqlTools.of(source, connection);
            mariadb = MysqlTools.isMariadb(connection);
            position = tellsPosition(connection, mariadb);
            serverVersion = connection.serverVersion();
            List<String> inconsistent = connection.texts(WITHOUT_TRANSACTIONS);
            if (!inconsistent.isEmpty()) {
                log.warn(
                        "the backup of {} is not of one moment as to the tables {}, whose storage engines have no transactions",
                        source.config().name(),
                        inconsistent);
            }
        }
        MysqlText text = dump(tools, source, "back up " + named(source), position, to);
        String gtids = text.position();
        return new Taken(
                tools.version(),
                serverVersion,
                mariadb ? MARIADB_FORMAT : MYSQL_FORMAT,
                gtids == null ? null : new Position(source.config().name(), gtids),
                text.contents());
    }

    /** It needs a binary log, and the right to see where that ends. */
    private static boolean tellsPosition(HostConnection connection, boolean mariadb) {
        try {
            if (!mariadb) {
                return connection.text("select @@global.gtid_mode").equals("ON");
            }
            return connection.text("select @@global.log_bin").equals("1")
                    && !connection.texts("show master status").isEmpty();
        } catch (SQLException notAllowed) {
            return false;
        }
    }

    private static MysqlText dump(MysqlTools tools, BackupSite site, String doing, boolean position, OutputStream to)
            throws IOException, InterruptedException {
        MysqlText text = new MysqlText();
        try (RunningTool dump = tools.runner().start(tools.dump(doing, position))) {
            text.pass(dump.output(), to);
            dump.await();
        }
        if (!text.isCompleted()) {
            throw new BackupException(
                    ErrorCategory.OTHER,
                    "cannot " + doing + ": " + tools.version() + " did not write to the end",
                    site.config().name(),
                    null,
                    null);
        }
        return text;
    }

    private static String named(BackupSite site) {
        return site.config().name() + " (" + site.config().database() + " at " + site.host() + ")";
    }

    static String name(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- contents

    @Override
    public Optional<Contents> archived(BackupSite site, String format, InputStream backup) throws IOException {
        MysqlText text = new MysqlText();
        text.pass(backup, OutputStream.nullOutputStream());
        return Optional.of(text.contents());
    }

    @Override
    public Contents contents(BackupSite site) throws IOException, SQLException, InterruptedException {
        MysqlTools tools;
        try (HostConnection connection = HostConnection.open(site)) {
            tools = MysqlTools.of(site, connection);
        }
        return dump(tools, site, "compare " + named(site), false, OutputStream.nullOutputStream())
                .contents();
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- restore

    @Override
    public boolean isEmpty(BackupSite target) throws SQLException {
        try (HostConnection connection = HostConnection.open(target)) {
            return connection.text(OBJECTS).equals("0");
        }
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException, InterruptedException {
        String doing = "restore into " + named(target);
        try (HostConnection connection = HostConnection.open(target)) {
            MysqlTools tools = MysqlTools.of(target, connection);
            checkFormat(target, format, MysqlTools.isMariadb(connection));
            new MysqlReplacement(target, connection, tools, doing).run(MysqlTools.withoutSandboxLine(backup), replace);
        }
    }

    private static void checkFormat(BackupSite target, String format, boolean mariadb) {
        String readable = mariadb ? MARIADB_FORMAT : MYSQL_FORMAT;
        if (!format.equals(readable)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "cannot restore into " + named(target) + ": the backup is of the format " + format
                            + ", and this server takes " + readable,
                    target.config().name(),
                    null,
                    null);
        }
    }
}
