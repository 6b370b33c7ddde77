package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How SQLite is made to answer with each of the codes in {@link SqliteErrors}. */
final class SqliteErrorCases {

    private static final String PERMISSIONS =
            "depends on the permissions of files, which do not bind the user root, as whom tests may run";

    private final SqliteUnderTest subject;
    private final Path file;

    SqliteErrorCases(SqliteUnderTest subject) {
        this.subject = subject;
        this.file = subject.directory().resolve("contract.db");
    }

    List<ErrorCase> all() {
        return List.of(
                provoked("1", ErrorCategory.SYNTAX, lab -> lab.sql().query("selekt 1")),
                unprovoked("3", PERMISSIONS),
                provoked("5", ErrorCategory.TIMEOUT, this::otherProcessWrites),
                provoked("517", ErrorCategory.SERIALIZATION, this::otherProcessWroteSinceTheRead),
                provoked("6", ErrorCategory.TIMEOUT, lab -> {
                    Session session = filled(lab);
                    try (Stream<Integer> rows = session.stream("select n from errors", Map.of(), Integer.class)) {
                        rows.iterator().next();
                        session.update("drop table errors");
                    }
                }),
                unprovoked("7", "the memory of the whole process would have to be exhausted"),
                provoked("8", ErrorCategory.WRONG_ROLE, lab -> {
                    Session session = filled(lab);
                    session.update("pragma query_only = on");
                    session.update("insert into errors values (1)");
                }),
                unprovoked("520", PERMISSIONS),
                provoked("1032", ErrorCategory.CONNECTION_LOST, lab -> {
                    Path moving = file.resolveSibling("moving.db");
                    // With a write-ahead log SQLite does not look.
                    SqlDatabase database = filled(
                            lab, subject.at("moving", moving).set("properties", Map.of("journal_mode", "delete")));
                    Files.move(moving, file.resolveSibling("moved.db"));
                    database.update("insert into errors values (1)");
                }),
                unprovoked("1544", PERMISSIONS),
                provoked(
                        "9",
                        ErrorCategory.TIMEOUT,
                        lab -> lab.sql(subject.options().set("statement-timeout", "100ms"))
                                .query(subject.slowQuery())),
                unprovoked("10", "needs a disk that fails"),
                provoked("11", ErrorCategory.RESOURCE, this::damaged),
                provoked("13", ErrorCategory.RESOURCE, lab -> {
                    Session session = filled(lab);
                    session.query("pragma max_page_count = 1");
                    session.update("insert into errors select zeroblob(1000000)");
                }),
                provoked("14", ErrorCategory.NO_SUCH_DATABASE, lab -> lab.open(subject.missingDatabase())),
                unprovoked("15", "processes would have to race for the write-ahead log's locks for seconds"),
                provoked("18", ErrorCategory.DATA, lab -> lab.sql().query("select zeroblob(2000000000)")),
                provoked("19", ErrorCategory.CONSTRAINT, lab -> {
                    Session session = filled(lab);
                    session.update("create table one (n int not null)");
                    session.update("insert into one values (null)");
                }),
                provoked("20", ErrorCategory.DATA, lab -> {
                    Session session = filled(lab);
                    session.update("create table keys (id integer primary key)");
                    session.update("insert into keys values ('not a number')");
                }),
                unprovoked("23", "the driver sets no authorizer that could refuse"),
                unprovoked("25", "the driver fails before SQLite is asked, and has no code for that"),
                provoked("26", ErrorCategory.NO_SUCH_DATABASE, lab -> {
                    Path text = subject.directory().resolve("letter.db");
                    Files.writeString(text, "Dear Anna,\n".repeat(200));
                    lab.open(subject.at("letter", text));
                }));
    }

    /** A session of the writer, in a database with the table {@code errors} of three rows. */
    private Session filled(ErrorLab lab) {
        return lab.keep(filled(lab, subject.options()).session());
    }

    private static SqlDatabase filled(ErrorLab lab, DatabaseOptions options) {
        SqlDatabase database = lab.sql(options);
        database.update("drop table if exists errors");
        database.update("create table errors (n)");
        database.update("insert into errors values (1), (2), (3)");
        return database;
    }

    /** A connection that Hawser knows nothing of, as another process has it. */
    private Statement other(ErrorLab lab) throws Exception {
        Connection connection = lab.keep(DriverManager.getConnection("jdbc:sqlite:" + file));
        return lab.keep(connection.createStatement());
    }

    private void otherProcessWrites(ErrorLab lab) throws Exception {
        SqlDatabase database = filled(lab, subject.options().set("properties", Map.of("busy_timeout", "50")));
        other(lab).execute("begin immediate");
        database.update("insert into errors values (4)");
    }

    /** In auto-commit mode an application may begin as it likes. */
    private void otherProcessWroteSinceTheRead(ErrorLab lab) throws Exception {
        Connection connection = lab.keep(filled(lab, subject.options()).connection());
        Statement statement = lab.keep(connection.createStatement());
        statement.execute("begin deferred");
        statement.executeQuery("select count(*) from errors").close();
        other(lab).execute("insert into errors values (4)");
        statement.execute("insert into errors values (5)");
    }

    /** All but the first page of a file is overwritten while nobody has it open. */
    private void damaged(ErrorLab lab) throws Exception {
        Path damaged = file.resolveSibling("damaged.db");
        DatabaseOptions options = subject.at("damaged", damaged);
        filled(lab, options).update("insert into errors select randomblob(100000)");
        lab.close();
        try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            ByteBuffer garbage = ByteBuffer.allocate((int) channel.size() - 4096);
            for (int i = 0; i < garbage.capacity(); i++) {
                garbage.put(i, (byte) 0xee);
            }
            channel.write(garbage, 4096);
        }
        lab.sql(options).query("select sum(length(n)) from errors");
    }
}
