package dev.hawser.engines;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import org.jspecify.annotations.Nullable;

/** What is to be done in one session of MongoDB's. Each operation must be given the session: {@code collection.insertOne(session, document)}. */
@FunctionalInterface
public interface MongodbWork<T extends @Nullable Object, X extends Exception> {

    /** Does the work. In a transaction, whatever it throws ends that without effect. */
    T run(ClientSession session, MongoDatabase database) throws X;
}
