package dev.hawser.backups;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is in a database at one moment: what a backup holds, or what came of restoring it. Immutable.
 *
 * @param tables by their names, with the schema where the engine has them
 */
public record Contents(Map<String, TableContent> tables) {

    /** Where nothing was counted. */
    public static final Contents NONE = new Contents(Map.of());

    public Contents {
        tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    /** The rows of all tables. */
    public long rows() {
        return tables.values().stream().mapToLong(TableContent::rows).sum();
    }

    /** How {@code restored} differs from this: a line for each table, none if it does not. Checksums are compared where both have them. */
    public List<String> differences(Contents restored) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(tables.keySet());
        names.addAll(restored.tables.keySet());
        for (String name : names) {
            String difference = difference(tables.get(name), restored.tables.get(name));
            if (difference != null) {
                differences.add(name + ": " + difference);
            }
        }
        return differences;
    }

    private static @Nullable String difference(@Nullable TableContent expected, @Nullable TableContent found) {
        if (expected == null) {
            return "is in the restored database only";
        }
        if (found == null) {
            return "is missing in the restored database";
        }
        if (expected.rows() != found.rows()) {
            return expected.rows() + " rows in the backup, " + found.rows() + " restored";
        }
        boolean compared = expected.checksum() != null && found.checksum() != null;
        return compared && !Objects.equals(expected.checksum(), found.checksum())
                ? "the same number of rows, but other values"
                : null;
    }
}
