package dev.hawser.testkit.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a command instead of what should, or before it. Immutable.
 *
 * @param command the command's name, such as {@code insert}
 * @param code the server's error code; 0 for none
 * @param codeName its name, such as {@code NotWritablePrimary}
 * @param message the server's text
 * @param labels the error labels, by which the driver decides whether to try again
 * @param afterwards whether the command is done first, so that only its answer is bad
 * @param cut whether the connection is closed instead of answering
 * @param held the answer waits for this; null if it comes at once
 */
public record MongodbFault(
        String command,
        int code,
        String codeName,
        String message,
        List<String> labels,
        boolean afterwards,
        boolean cut,
        @Nullable CountDownLatch held) {

    public MongodbFault {
        labels = List.copyOf(labels);
    }

    /** The command is refused with an error of the server's. */
    public static MongodbFault error(String command, int code, String codeName, String... labels) {
        return new MongodbFault(command, code, codeName, codeName, List.of(labels), false, false, null);
    }

    /** The connection is cut before the command is done. */
    public static MongodbFault cutBefore(String command) {
        return new MongodbFault(command, 0, "", "", List.of(), false, true, null);
    }

    /** The command is done, and the connection cut instead of answering. */
    public static MongodbFault cutAfter(String command) {
        return new MongodbFault(command, 0, "", "", List.of(), true, true, null);
    }

    /** The command waits until {@code release}, and is then done. One with {@code maxTimeMS} fails with 50 when that is over before. */
    public static MongodbFault held(String command, CountDownLatch release) {
        return new MongodbFault(command, 0, "", "", List.of(), false, false, release);
    }

    Document reply() {
        return new Document("ok", 0.0)
                .append("code", code)
                .append("codeName", codeName)
                .append("errmsg", message)
                .append("errorLabels", labels);
    }
}
