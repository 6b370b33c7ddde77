package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import dev.hawser.Consistency;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import dev.hawser.testkit.mongodb.MongodbFault;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;

/** How each code of MongoDB's error table comes about: some by doing what is wrong; the others are only sent. */
final class MongodbErrorCases {

    /** What a member of the double is told to answer; see {@link MongodbSentErrorsIT}. */
    static final Map<Integer, ErrorCategory> SENT = Map.ofEntries(
            Map.entry(11, ErrorCategory.AUTHENTICATION),
            Map.entry(24, ErrorCategory.TIMEOUT),
            Map.entry(39, ErrorCategory.RESOURCE),
            Map.entry(64, ErrorCategory.OUTCOME_UNKNOWN),
            Map.entry(73, ErrorCategory.SYNTAX),
            Map.entry(89, ErrorCategory.CONNECTION_LOST),
            Map.entry(91, ErrorCategory.CONNECTION_LOST),
            Map.entry(112, ErrorCategory.SERIALIZATION),
            Map.entry(121, ErrorCategory.CONSTRAINT),
            Map.entry(133, ErrorCategory.CONNECTION_REFUSED),
            Map.entry(146, ErrorCategory.RESOURCE),
            Map.entry(189, ErrorCategory.WRONG_ROLE),
            Map.entry(225, ErrorCategory.SERIALIZATION),
            Map.entry(246, ErrorCategory.SERIALIZATION),
            Map.entry(251, ErrorCategory.SERIALIZATION),
            Map.entry(262, ErrorCategory.TIMEOUT),
            Map.entry(290, ErrorCategory.SERIALIZATION),
            Map.entry(292, ErrorCategory.RESOURCE),
            Map.entry(334, ErrorCategory.AUTHENTICATION),
            Map.entry(10107, ErrorCategory.WRONG_ROLE),
            Map.entry(10334, ErrorCategory.DATA),
            Map.entry(11600, ErrorCategory.CONNECTION_LOST),
            Map.entry(11601, ErrorCategory.TIMEOUT),
            Map.entry(11602, ErrorCategory.WRONG_ROLE),
            Map.entry(13435, ErrorCategory.WRONG_ROLE),
            Map.entry(13436, ErrorCategory.WRONG_ROLE),
            Map.entry(14031, ErrorCategory.RESOURCE));

    private final MongodbUnderTest subject;

    MongodbErrorCases(MongodbUnderTest subject) {
        this.subject = subject;
    }

    List<ErrorCase> all() {
        List<ErrorCase> cases = new ArrayList<>(List.of(
                documents(
                        "2",
                        ErrorCategory.SYNTAX,
                        some -> some.find(new Document("n", new Document("$selekt", 1)))
                                .first()),
                documents(
                        "9",
                        ErrorCategory.SYNTAX,
                        some -> some.updateOne(Filters.eq("one"), new Document("$selekt", new Document("n", 1)))),
                documents("14", ErrorCategory.DATA, some -> some.updateOne(Filters.eq("one"), Updates.inc("n", 1))),
                command("48", ErrorCategory.SYNTAX, new Document("create", "present")),
                documents("66", ErrorCategory.DATA, some -> some.updateOne(Filters.eq("one"), Updates.set("_id", 2))),
                documents("86", ErrorCategory.SYNTAX, some -> {
                    some.createIndex(Indexes.ascending("n"));
                    some.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true));
                }),
                command("26", ErrorCategory.SYNTAX, new Document("validate", "not_there")),
                command("59", ErrorCategory.SYNTAX, new Document("selekt", 1)),
                command("72", ErrorCategory.SYNTAX, new Document("create", "capped").append("capped", true)),
                provoked("13", ErrorCategory.PERMISSION, this::readerWrites),
                provoked("18", ErrorCategory.AUTHENTICATION, this::wrongPassword),
                provoked("50", ErrorCategory.TIMEOUT, this::tooSlow),
                provoked("11000", ErrorCategory.CONSTRAINT, this::sameKeyTwice)));
        SENT.keySet()
                .forEach(code -> cases.add(unprovoked(code.toString(), "sent by the double: MongodbSentErrorsIT")));
        return cases;
    }

    private DatabaseOptions theDouble() {
        return subject.set("errors").set("properties", Map.of("retryReads", "false"));
    }

    private static MongodbDatabase database(ErrorLab lab, DatabaseOptions options) {
        return lab.document(options, MongodbDatabase.class);
    }

    private void readerWrites(ErrorLab lab) {
        MongodbDatabase database = database(lab, theDouble().user(MongodbReplicaSet.READER));
        database.read(
                Consistency.STRONG,
                (session, mongo) -> mongo.getCollection("any").insertOne(session, new Document()));
    }

    private void wrongPassword(ErrorLab lab) {
        database(lab, subject.options().password("wrong"));
    }

    private void tooSlow(ErrorLab lab) {
        MongodbDatabase database = database(lab, theDouble());
        CountDownLatch never = new CountDownLatch(1);
        lab.keep(never::countDown);
        subject.servers().onNext(MongodbFault.held("find", never));
        database.read(
                Consistency.STRONG,
                (session, mongo) -> mongo.getCollection("any")
                        .find(session)
                        .maxTime(100, TimeUnit.MILLISECONDS)
                        .first());
    }

    /** Something wrong that is done to a collection with one document, {@code {_id: "one", n: "text"}}. */
    private ErrorCase documents(String code, ErrorCategory category, Consumer<MongoCollection<Document>> wrong) {
        return provoked(
                code,
                category,
                lab -> database(lab, theDouble()).read(Consistency.STRONG, (session, mongo) -> {
                    MongoCollection<Document> some = mongo.getCollection("some_" + code);
                    some.insertOne(new Document("_id", "one").append("n", "text"));
                    wrong.accept(some);
                    return null;
                }));
    }

    private ErrorCase command(String code, ErrorCategory category, Document command) {
        return provoked(
                code,
                category,
                lab -> database(lab, theDouble())
                        .read(Consistency.STRONG, (session, mongo) -> mongo.runCommand(session, command)));
    }

    private void sameKeyTwice(ErrorLab lab) {
        database(lab, subject.options()).read(Consistency.STRONG, (session, mongo) -> {
            MongoCollection<Document> keys = mongo.getCollection("keys");
            keys.deleteOne(session, Filters.eq("same"));
            keys.insertOne(session, new Document("_id", "same"));
            return keys.insertOne(session, new Document("_id", "same"));
        });
    }
}
