package dev.hawser.engines;

import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.hawser.Consistency;
import org.reactivestreams.Publisher;

/** The reactive interface of MongoDB's driver to a database. Thread-safe. Nothing here blocks. */
public interface MongodbReactive {

    /** As {@link MongodbDatabase#database()}. */
    MongoDatabase database();

    /** As {@link MongodbDatabase#database(Consistency)}. */
    MongoDatabase database(Consistency consistency);

    /**
     * Begins a causally consistent session, which sees the position of {@code after(position)}. Whoever gets it closes it; {@link MongodbDatabase#position} tells where it is. It
     * can carry a transaction, which the reactive driver does not repeat by itself.
     */
    Publisher<ClientSession> session(Consistency consistency);
}
