package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** How MS Access is made to answer with each of the codes in {@link AccessErrors}. */
final class AccessErrorCases {

    private final AccessUnderTest subject;

    AccessErrorCases(AccessUnderTest subject) {
        this.subject = subject;
    }

    List<ErrorCase> all() {
        return List.of(
                provoked("08", ErrorCategory.CONNECTION_LOST, lab -> {
                    Connection connection = lab.keep(lab.sql().connection());
                    Statement statement = lab.keep(connection.createStatement());
                    connection.abort(Runnable::run);
                    statement.execute("select 1 from dual");
                }),
                provoked("08001", ErrorCategory.CONNECTION_REFUSED, lab -> {
                    lab.sql();
                    lab.open(subject.options("second").set("retry.max-retries", 0));
                }),
                provoked("0A000", ErrorCategory.SYNTAX, lab -> lab.sql().update("create table wide (id bigint)")),
                provoked("15000", ErrorCategory.DATA, lab -> {
                    // The driver gives the file a decimal of 18 digits, and tells nobody.
                    SqlDatabase database = lab.sql();
                    database.update("create table wide (id int, n decimal(28,0))");
                    database.update("insert into wide (id, n) values (1, 1234567890123456789012)");
                }),
                provoked("22", ErrorCategory.DATA, lab -> lab.sql().query("select 1/0 from dual")),
                provoked("23", ErrorCategory.CONSTRAINT, lab -> {
                    Session session = filled(lab, "twins");
                    session.update("insert into twins (id) values (1)");
                }),
                provoked("25000", ErrorCategory.OTHER, lab -> {
                    Session session = filled(lab, "failed");
                    try {
                        session.update("insert into failed (id) values (1)");
                    } catch (RuntimeException ignored) {
                        session.commit();
                    }
                }),
                provoked("25006", ErrorCategory.WRONG_ROLE, lab -> {
                    Connection connection = lab.keep(lab.sql().connection());
                    connection.setReadOnly(true);
                    lab.keep(connection.createStatement()).execute("create table other (id int)");
                }),
                provoked(
                        "28000",
                        ErrorCategory.AUTHENTICATION,
                        lab -> lab.open(subject.options().password("another"))),
                provoked("3D000", ErrorCategory.NO_SUCH_DATABASE, lab -> lab.open(subject.missingDatabase())),
                unprovoked("40001", "takes two connections that write, and there is one"),
                provoked("40502", ErrorCategory.TIMEOUT, lab -> {
                    SqlDatabase database = lab.sql(subject.options().set("statement-timeout", "2s"));
                    database.update("create table contract_accounts (id int)");
                    database.update("insert into contract_accounts (id) values (1)");
                    database.query(subject.slowQuery());
                }),
                provoked("42", ErrorCategory.SYNTAX, lab -> lab.sql().query("selekt 1")),
                provoked("58030", ErrorCategory.RESOURCE, lab -> {
                    Path damaged = AccessFiles.empty(subject.directory().resolve("damaged.accdb"));
                    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 5_000));
                    lab.open(subject.at("damaged", damaged));
                }));
    }

    private static Session filled(ErrorLab lab, String table) {
        Session session = lab.session();
        session.update("create table " + table + " (id int not null primary key)");
        session.update("insert into " + table + " (id) values (1)");
        session.commit();
        return session;
    }
}
