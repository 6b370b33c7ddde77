package dev.hawser.backups;

import com.mongodb.client.MongoDatabase;
import dev.hawser.engines.MongodbDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.RawBsonDocument;

/** What is in a MongoDB database, through its driver: a class of its own, because {@link MongodbBackup} must load without that. */
final class MongodbCollections {

    private static final String SYSTEM = "system.";

    private final MongoDatabase database;

    private MongodbCollections(MongoDatabase database) {
        this.database = database;
    }

    static MongodbCollections of(BackupSite site) {
        return new MongodbCollections(((MongodbDatabase) site.database()).database());
    }

    OptionalLong bytes() {
        Object size = database.runCommand(new Document("dbStats", 1)).get("dataSize");
        return size instanceof Number bytes ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
    }

    String serverVersion() {
        return "MongoDB " + database.runCommand(new Document("buildInfo", 1)).get("version");
    }

    /** Reads every document of every collection, which views are not. */
    Contents contents() {
        Map<String, TableContent> collections = new TreeMap<>();
        for (String name : names(false)) {
            RowChecksum documents = new RowChecksum();
            for (RawBsonDocument document :
                    database.getCollection(name, RawBsonDocument.class).find()) {
                byte[] bytes = document.getByteBuffer().array();
                documents.add(bytes, 0, bytes.length);
                documents.endRow();
            }
            collections.put(name, documents.content());
        }
        return new Contents(collections);
    }

    boolean isEmpty() {
        return names(true).isEmpty();
    }

    /** Collections and views. */
    List<String> names() {
        return names(true);
    }

    void drop() {
        drop(names(true));
    }

    void drop(Collection<String> collections) {
        collections.forEach(name -> database.getCollection(name).drop());
    }

    private List<String> names(boolean withViews) {
        List<String> names = new ArrayList<>();
        for (Document collection : database.listCollections()) {
            String name = collection.getString("name");
            boolean view = "view".equals(collection.getString("type"));
            if (!name.startsWith(SYSTEM) && (withViews || !view)) {
                names.add(name);
            }
        }
        return names;
    }
}
