package dev.hawser.migrations;

import dev.hawser.error.DatabaseException;
import dev.hawser.spi.CommandDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The history in a collection: a document for each entry, whose identity is its rank. For one thread. */
final class DocumentHistory implements History {

    private static final int NAMESPACE_EXISTS = 48;
    private static final int AT_ONCE = 1_000;

    private final CommandDatabase database;
    private final String collection;

    DocumentHistory(CommandDatabase database, String collection) {
        this.database = database;
        this.collection = collection;
    }

    @Override
    public List<HistoryRow> rows() {
        List<HistoryRow> rows = new ArrayList<>();
        List<Map<String, @Nullable Object>> found;
        do {
            int last = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).rank();
            found = find(Map.of("_id", Map.of("$gt", last)), Map.of("undo_text", 0, "part_checksums", 0), AT_ONCE);
            found.forEach(document -> rows.add(row(document)));
        } while (!found.isEmpty());
        return List.copyOf(rows);
    }

    @Override
    public Details details(int rank) {
        List<Map<String, @Nullable Object>> found =
                find(Map.of("_id", rank), Map.of("undo_text", 1, "part_checksums", 1), 1);
        if (found.isEmpty()) {
            throw new MigrationException(List.of(collection + ": there is no entry " + rank + " any more"));
        }
        return new Details(text(found.get(0), "undo_text"), text(found.get(0), "part_checksums"));
    }

    /** One batch: what is left on the server could only be fetched in the same session. */
    private List<Map<String, @Nullable Object>> find(Map<String, Object> filter, Map<String, Object> fields, int most) {
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("find", collection);
        command.put("filter", filter);
        command.put("projection", fields);
        command.put("sort", Map.of("_id", 1));
        command.put("limit", most);
        command.put("batchSize", most);
        command.put("singleBatch", true);
        return Documents.batch(run(command));
    }

    @Override
    public void create() {
        try {
            database.run(Map.of("create", collection));
        } catch (DatabaseException there) {
            if (there.vendorCode() != NAMESPACE_EXISTS) {
                throw failed(there);
            }
        }
    }

    @Override
    public void insert(HistoryRow row, Details details) {
        Map<String, @Nullable Object> document = document(row);
        document.put("undo_text", details.undoText());
        document.put("part_checksums", details.partChecksums());
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("insert", collection);
        command.put("documents", List.of(document));
        run(command);
    }

    @Override
    public void update(HistoryRow row) {
        run(updating(row));
    }

    @Override
    public void update(HistoryRow row, Details details) {
        Map<String, @Nullable Object> fields = document(row);
        fields.put("undo_text", details.undoText());
        fields.put("part_checksums", details.partChecksums());
        run(updating(row.rank(), fields));
    }

    /** The command that changes an entry, to be run together with others. */
    Map<String, @Nullable Object> updating(HistoryRow row) {
        return updating(row.rank(), document(row));
    }

    private Map<String, @Nullable Object> updating(int rank, Map<String, @Nullable Object> fields) {
        fields.remove("_id");
        return Documents.update(collection, Map.of("_id", rank), Map.of("$set", fields));
    }

    private Map<String, @Nullable Object> run(Map<String, @Nullable Object> command) {
        try {
            return database.run(command);
        } catch (DatabaseException failed) {
            throw failed(failed);
        }
    }

    private MigrationException failed(DatabaseException why) {
        return new MigrationException(
                "the history, collection " + collection + " of " + database.name() + ", cannot be used: "
                        + why.getMessage(),
                why);
    }

    private static Map<String, @Nullable Object> document(HistoryRow row) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("_id", row.rank());
        document.put("version", row.version() == null ? null : row.version().toString());
        document.put("description", row.description());
        document.put("type", row.type().name().toLowerCase(Locale.ROOT));
        document.put("script", row.script());
        document.put("checksum", row.checksum());
        document.put("undo_checksum", row.undoChecksum());
        document.put("batch", row.batch());
        document.put("tags", row.tags());
        document.put("applied_by", row.appliedBy());
        document.put("applied_at", Date.from(row.appliedAt()));
        document.put("duration_ms", row.took().toMillis());
        document.put("state", row.state().name().toLowerCase(Locale.ROOT));
        document.put("statement_reached", row.reached());
        document.put("statements", row.statements());
        document.put("intent", row.intent());
        return document;
    }

    private HistoryRow row(Map<String, @Nullable Object> document) {
        String version = text(document, "version");
        return new HistoryRow(
                number(document, "_id"),
                version == null ? null : MigrationVersion.of(version),
                required(document, "description"),
                MigrationType.valueOf(required(document, "type").toUpperCase(Locale.ROOT)),
                required(document, "script"),
                text(document, "checksum"),
                text(document, "undo_checksum"),
                number(document, "batch"),
                text(document, "tags"),
                required(document, "applied_by"),
                document.get("applied_at") instanceof Date at ? at.toInstant() : Instant.EPOCH,
                Duration.ofMillis(number(document, "duration_ms")),
                MigrationState.valueOf(required(document, "state").toUpperCase(Locale.ROOT)),
                number(document, "statement_reached"),
                number(document, "statements"),
                text(document, "intent"));
    }

    private static @Nullable String text(Map<String, @Nullable Object> document, String field) {
        Object value = document.get(field);
        return value == null ? null : value.toString();
    }

    private String required(Map<String, @Nullable Object> document, String field) {
        String text = text(document, field);
        if (text == null) {
            throw new MigrationException(List.of("the history, collection " + collection + ", has an entry "
                    + document.get("_id") + " without " + field + "; it was not written by Hawser"));
        }
        return text;
    }

    private int number(Map<String, @Nullable Object> document, String field) {
        if (document.get(field) instanceof Number number) {
            return number.intValue();
        }
        required(document, field);
        throw new MigrationException(List.of("the history, collection " + collection + ", has an entry "
                + document.get("_id") + " whose " + field + " is no number; it was not written by Hawser"));
    }
}
