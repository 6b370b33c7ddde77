package dev.hawser.engines;

import com.mongodb.ClientSessionOptions;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.hawser.Consistency;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ClientObserver;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The client of MongoDB's reactive driver. Thread-safe. */
final class MongodbReactiveClient implements MongodbReactive, AutoCloseable {

    private final DatabaseConfig config;
    private final MongoClient client;

    private MongodbReactiveClient(DatabaseConfig config, MongoClient client) {
        this.config = config;
        this.client = client;
    }

    static MongodbReactiveClient create(DatabaseConfig config, ClientObserver observer, boolean encrypted) {
        MongodbShare share = new MongodbShare(MongodbOptions.reactivePoolSize(config));
        MongodbEvents events = new MongodbEvents(observer, share);
        try {
            return new MongodbReactiveClient(
                    config,
                    MongoClients.create(MongodbSettings.of(config, encrypted, share.connections())
                            .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(events))
                            .addCommandListener(events)
                            .build()));
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new DatabaseException(
                    ErrorCategory.CONNECTION_REFUSED,
                    config + ": cannot read the certificates of ssl.root-cert",
                    config.name(),
                    null,
                    null,
                    0,
                    null,
                    unreadable);
        }
    }

    @Override
    public MongoDatabase database() {
        return database(config.reads().consistency());
    }

    @Override
    public MongoDatabase database(Consistency consistency) {
        MongodbReads reads = MongodbReads.withoutSession(consistency, config);
        return database(reads);
    }

    private MongoDatabase database(MongodbReads reads) {
        return client.getDatabase(config.database())
                .withReadPreference(reads.preference())
                .withReadConcern(reads.concern());
    }

    @Override
    public Publisher<ClientSession> session(Consistency consistency) {
        MongodbPosition after = MongodbReads.of(consistency, config).after();
        Publisher<ClientSession> sessions = client.startSession(
                ClientSessionOptions.builder().causallyConsistent(true).build());
        return after == null ? sessions : subscriber -> sessions.subscribe(new Advanced(subscriber, after));
    }

    /** Takes a session to a position before anybody uses it. */
    private record Advanced(Subscriber<? super ClientSession> subscriber, MongodbPosition after)
            implements Subscriber<ClientSession> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ClientSession session) {
            after.advance(session);
            subscriber.onNext(session);
        }

        @Override
        public void onError(Throwable error) {
            subscriber.onError(error);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
