package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.server.access.Principal;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the log tell of each thing that an operator does or tries: what, who, from where, with which database, and what came of it. Thread-safe. */
final class OperatorLog {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.operations");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST = 200;

    private final String defaultName;

    OperatorLog(DatabaseManager databases) {
        this.defaultName =
                databases.config().defaultDatabase().map(DatabaseConfig::name).orElse("");
    }

    /** {@code work}, told of when it has ended. */
    Handler of(String action, Handler work) {
        return context -> {
            String outcome = "failed";
            try {
                work.handle(context);
                outcome = String.valueOf(context.status());
            } catch (Exception failed) {
                outcome = failed.getClass().getSimpleName() + ": " + failed.getMessage();
                throw failed;
            } finally {
                tell(action, context, outcome);
            }
        };
    }

    private void tell(String action, Context context, String outcome) {
        log.atInfo()
                .setMessage("an operator's action")
                .addKeyValue("action", action)
                .addKeyValue(
                        "database", clean(context.pathParamMap().getOrDefault(RequestedDatabase.NAME, defaultName)))
                .addKeyValue("subject", clean(subject(context)))
                .addKeyValue("address", clean(context.ip()))
                .addKeyValue("outcome", clean(outcome))
                .log();
    }

    /** Who it is, as the token tells. */
    static String subject(Context context) {
        String subject = Principal.of(context).subject();
        return subject == null ? "unnamed" : subject;
    }

    /** On one line, whatever a caller puts into it. */
    private static String clean(String text) {
        String line = CONTROL.matcher(text).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
