package dev.hawser.engines;

import com.mongodb.session.ClientSession;
import java.util.Base64;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * A point in the history of a replica set: {@code 1700000000.5/1700000000.7/7/AAAA…}, the operation time and the cluster time, each in seconds and a counter, and the servers'
 * signature of the latter, without which they do not believe it: a key's number and a hash. Immutable.
 *
 * @param clusterTime as servers gossip it
 */
record MongodbPosition(BsonTimestamp operationTime, BsonDocument clusterTime) {

    private static final String TIME = "clusterTime";
    private static final String SIGNATURE = "signature";

    /** Where a session is; null where servers have no logical time. */
    static @Nullable MongodbPosition of(ClientSession session) {
        BsonTimestamp operation = session.getOperationTime();
        BsonDocument cluster = session.getClusterTime();
        return operation == null || cluster == null ? null : new MongodbPosition(operation, cluster);
    }

    /** Reads what {@link #toString} printed. Anything else is an {@link IllegalArgumentException}. */
    static MongodbPosition parse(String token) {
        String[] parts = token.split("/", -1);
        if (parts.length != 2 && parts.length != 4) {
            throw new IllegalArgumentException("not a position of MongoDB's: \"" + token + "\"");
        }
        try {
            BsonDocument cluster = new BsonDocument(TIME, time(parts[1]));
            if (parts.length == 4) {
                cluster.append(
                        SIGNATURE,
                        new BsonDocument(
                                        "hash",
                                        new BsonBinary(Base64.getUrlDecoder().decode(parts[3])))
                                .append("keyId", new BsonInt64(Long.parseLong(parts[2]))));
            }
            return new MongodbPosition(time(parts[0]), cluster);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a position of MongoDB's: \"" + token + "\"", malformed);
        }
    }

    private static BsonTimestamp time(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("a time has no counter");
        }
        return new BsonTimestamp(
                Integer.parseUnsignedInt(text.substring(0, dot)), Integer.parseUnsignedInt(text.substring(dot + 1)));
    }

    private static String text(BsonTimestamp time) {
        return Integer.toUnsignedString(time.getTime()) + "." + Integer.toUnsignedString(time.getInc());
    }

    /** Takes a session there: what it reads is at least as new. */
    void advance(ClientSession session) {
        session.advanceClusterTime(clusterTime);
        session.advanceOperationTime(operationTime);
    }

    @Override
    public String toString() {
        String times = text(operationTime) + "/" + text(clusterTime.getTimestamp(TIME));
        if (!clusterTime.containsKey(SIGNATURE)) {
            return times;
        }
        BsonDocument signature = clusterTime.getDocument(SIGNATURE);
        return times + "/" + signature.getNumber("keyId").longValue() + "/"
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(signature.getBinary("hash").getData());
    }
}
