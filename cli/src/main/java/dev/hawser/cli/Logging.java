package dev.hawser.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Decides what the log shows. To be called before anything logs. */
final class Logging {

    // Kept here, because java.util.logging forgets a level with its logger.
    private static final Logger POSTGRESQL_DRIVER = Logger.getLogger("org.postgresql");

    private Logging() {}

    static void setUp(boolean verbose) {
        // The driver logs what it also throws; what it throws is shown once, with advice.
        POSTGRESQL_DRIVER.setLevel(verbose ? Level.INFO : Level.OFF);
        if (verbose) {
            System.setProperty("cli.log.own", "DEBUG");
            System.setProperty("cli.log.queries", "INFO");
            System.setProperty("cli.log.others", "INFO");
            System.setProperty("cli.log.exceptions", "%ex");
        }
    }
}
