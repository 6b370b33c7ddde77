package dev.hawser.tests.ha;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;

/**
 * An application in a process of its own, whose names are in a file, and which writes all the time. It does what it is told line by line, and answers each with a line.
 * Arguments: the URL, the directory that it works in, user and password. What it logs goes to its standard error.
 */
final class NameServiceClient {

    /** Few, because much else runs on a machine that tests. */
    static final TransferPlan PLAN = TransferPlan.DEFAULT.withWriters(8);

    /** How long a busy machine may take. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final int SOME = 20;

    private final String user;
    private final String password;
    private final DatabaseManager manager;
    private final SqlDatabase shop;
    private final Transfers transfers;

    private NameServiceClient(String url, Path directory, String user, String password) {
        this.user = user;
        this.password = password;
        manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop")
                        .url(url)
                        .poolSize(PLAN.writers())
                        .set("ssl.mode", "disable")
                        .set("echo", false))
                .open();
        shop = manager.sql("shop");
        transfers = Transfers.start(
                PLAN,
                transfer -> shop.transaction(tx -> {
                    transfer.apply(tx);
                    return null;
                }));
    }

    public static void main(String[] arguments) throws Exception {
        // Java would keep a name's address for 30 s, and that it has none for 10 s.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        PrintStream answers = System.out;
        System.setOut(System.err); // for what is logged
        NameServiceClient client =
                new NameServiceClient(arguments[0], Path.of(arguments[1]), arguments[2], arguments[3]);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                answers.println(client.done(order.split(" ")).replace("\n", " | "));
            }
        } finally {
            client.transfers.close();
            client.manager.close();
        }
    }

    private String done(String[] order) throws Exception {
        return switch (order[0]) {
            case "write" -> Boolean.toString(transfers.awaitDone(SOME, SOON));
            case "recover" -> recovered();
            case "health" -> String.valueOf(manager.health("shop", true).error());
            case "check" -> checked(order[1]);
            default -> throw new IllegalArgumentException(order[0]);
        };
    }

    /** Whether every writer has success again. */
    private String recovered() {
        Instant now = transfers.now();
        return transfers.awaitRecovery(now, SOON)
                ? "true"
                : transfers.recovery(now) + "; " + manager.health("shop", true);
    }

    /** What is wrong, or nothing: what writers were told, beside what the server at the end of {@code url} has. */
    private String checked(String url) throws Exception {
        transfers.stop(SOON);
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            TransferReport report = transfers.check(connection);
            boolean asPromised = report.problems().isEmpty() && report.failed() + report.unknown() == 0;
            return asPromised ? "nothing wrong" : report.toString();
        }
    }
}
