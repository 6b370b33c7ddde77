package dev.hawser.engines;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** What the user may do in the database, and how many connections the server has left. It asks what every user may ask, and the server's status where that is allowed. */
final class MongodbDiagnosis {

    private static final int UNAUTHORIZED = 13;

    // Two watch each host, and the pool's own come on top.
    private static final int MONITORS = 2;

    private final DatabaseConfig config;
    private final MongoClient client;
    private final MongoDatabase admin;

    MongodbDiagnosis(DatabaseConfig config, MongoClient client) {
        this.config = config;
        this.client = client;
        this.admin = client.getDatabase("admin");
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (config.user() != null) {
            findings.add(permissions());
        }
        limits().ifPresent(findings::add);
        findings.addAll(scratch());
        return List.copyOf(findings);
    }

    /** Who may list no databases is told of none. */
    private List<Finding> scratch() {
        try {
            return ScratchFinding.among(
                    client.listDatabaseNames().into(new ArrayList<>()),
                    name -> "db.getSiblingDB(\"" + name + "\").dropDatabase()");
        } catch (MongoCommandException refused) {
            if (refused.getErrorCode() != UNAUTHORIZED) {
                throw refused;
            }
            return List.of();
        }
    }

    /** <a href="https://www.mongodb.com/docs/manual/reference/command/connectionStatus/">connectionStatus</a> tells everybody of himself. */
    private Finding permissions() {
        Document status = admin.runCommand(new Document("connectionStatus", 1).append("showPrivileges", true));
        List<Document> privileges = status.get("authInfo", new Document())
                .getList("authenticatedUserPrivileges", Document.class, List.of());
        boolean reads = may(privileges, List.of("find"));
        boolean writes = may(privileges, List.of("insert", "update", "remove"));
        String database = config.database();
        if (reads && writes) {
            return Finding.fine("permissions", config.user() + " may read and write in " + database);
        }
        String advice = "grant the role " + (reads || writes ? "readWrite" : "read or readWrite") + " on " + database;
        return privileges.stream().noneMatch(this::concerns)
                ? Finding.wrong(
                        "permissions",
                        config.user() + " has no privilege in " + database,
                        "Let an administrator " + advice)
                : Finding.warning(
                        "permissions",
                        config.user() + " has no right to " + (reads ? "write" : "read") + " everything in " + database,
                        "If that is not meant, let an administrator " + advice);
    }

    private boolean may(List<Document> privileges, List<String> actions) {
        return actions.stream()
                .allMatch(action -> privileges.stream()
                        .anyMatch(privilege -> concernsAll(privilege)
                                && privilege
                                        .getList("actions", String.class, List.of())
                                        .contains(action)));
    }

    /** <a href="https://www.mongodb.com/docs/manual/reference/resource-document/">Resource Document</a>: no name stands for any. */
    private boolean concerns(Document privilege) {
        Document resource = privilege.get("resource", new Document());
        String database = resource.getString("db");
        return resource.getBoolean("anyResource", false)
                || (database != null && (database.isEmpty() || database.equals(config.database())));
    }

    private boolean concernsAll(Document privilege) {
        Document resource = privilege.get("resource", new Document());
        return concerns(privilege)
                && (resource.getBoolean("anyResource", false) || "".equals(resource.getString("collection")));
    }

    /** Empty for who may not look. */
    private Optional<Finding> limits() {
        Document connections;
        try {
            connections = admin.runCommand(new Document("serverStatus", 1)).get("connections", new Document());
        } catch (MongoCommandException refused) {
            if (refused.getErrorCode() == UNAUTHORIZED) {
                return Optional.empty();
            }
            throw refused;
        }
        if (!connections.containsKey("current") || !connections.containsKey("available")) {
            return Optional.empty();
        }
        int used = connections.get("current", Number.class).intValue();
        int free = connections.get("available", Number.class).intValue();
        int ours = MONITORS + 1; // this examination's
        return Optional.of(ConnectionLimit.of(
                config,
                MONITORS + " for the driver's watch",
                MONITORS,
                used + free,
                Math.max(0, used - ours),
                "serverStatus.connections: " + used + " current, " + free + " available"));
    }
}
