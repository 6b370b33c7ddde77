package dev.hawser.engines;

import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A command as it may be logged: names stay, values are masked, what is long is cut. */
final class MongodbCommandText {

    private static final int LONGEST = 500;
    private static final int DEEPEST = 6;
    private static final int MOST_ELEMENTS = 3;

    /** What drivers add to every command. */
    private static final Set<String> OF_THE_DRIVER = Set.of(
            "lsid",
            "txnNumber",
            "autocommit",
            "startTransaction",
            "$clusterTime",
            "$db",
            "$readPreference",
            "readConcern",
            "writeConcern",
            "ordered");

    /** What may be huge, and is nothing but values. */
    private static final Set<String> BULKS = Set.of("documents", "updates", "deletes");

    private MongodbCommandText() {}

    /** {@code find restaurants {filter: {city: ?}, limit: ?}}. */
    static String of(String name, BsonDocument command) {
        StringBuilder text = new StringBuilder(name);
        if (command.get(name) instanceof BsonString collection) {
            text.append(' ').append(collection.getValue());
        }
        int start = text.length();
        for (Map.Entry<String, BsonValue> part : command.entrySet()) {
            if (part.getKey().equals(name) || OF_THE_DRIVER.contains(part.getKey())) {
                continue;
            }
            text.append(text.length() == start ? " {" : ", ")
                    .append(part.getKey())
                    .append(": ");
            if (BULKS.contains(part.getKey())) {
                text.append("[…]");
            } else {
                append(text, part.getValue(), 1);
            }
        }
        if (text.length() > start) {
            text.append('}');
        }
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
    }

    private static void append(StringBuilder text, BsonValue value, int depth) {
        if (text.length() > LONGEST || depth > DEEPEST) {
            text.append('…');
        } else if (value instanceof BsonDocument document) {
            String separator = "{";
            for (Map.Entry<String, BsonValue> part : document.entrySet()) {
                text.append(separator).append(part.getKey()).append(": ");
                append(text, part.getValue(), depth + 1);
                separator = ", ";
            }
            text.append(document.isEmpty() ? "{}" : "}");
        } else if (value instanceof BsonArray array) {
            append(text, array, depth);
        } else {
            text.append('?');
        }
    }

    private static void append(StringBuilder text, BsonArray array, int depth) {
        text.append('[');
        int shown = 0;
        for (BsonValue element : array) {
            text.append(shown == 0 ? "" : ", ");
            if (shown++ == MOST_ELEMENTS) {
                text.append('…');
                break;
            }
            append(text, element, depth + 1);
        }
        text.append(']');
    }
}
