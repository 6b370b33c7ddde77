package dev.hawser.engines;

import dev.hawser.ScratchDatabase;
import dev.hawser.spi.Finding;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What a {@link dev.hawser.spi.Diagnosis} says of scratch databases that processes have left that died. */
final class ScratchFinding {

    private static final String STEP = "scratch";

    private ScratchFinding() {}

    /** {@code query}: lists the databases of the server. Nothing is said where there are none. */
    static List<Finding> on(Statement statement, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return among(names, name -> "drop database " + name);
    }

    /** {@code drop}: what drops the database of a name. */
    static List<Finding> among(Collection<String> names, UnaryOperator<String> drop) {
        List<String> left = ScratchDatabase.leftBehind(names);
        if (left.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.warning(
                STEP,
                "scratch databases were left behind, by processes that died: " + String.join(", ", left),
                "Drop them: " + left.stream().map(drop).collect(Collectors.joining("; "))));
    }

    /** Those in files. */
    static List<Finding> inFiles() {
        List<Path> left = ScratchDatabase.leftBehind();
        if (left.isEmpty()) {
            return List.of();
        }
        String names = left.stream().map(Path::toString).collect(Collectors.joining(", "));
        return List.of(Finding.warning(
                STEP,
                "scratch databases were left behind, by processes that died: " + names,
                "Delete these directories"));
    }
}
