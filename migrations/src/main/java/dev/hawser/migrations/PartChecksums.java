package dev.hawser.migrations;

import dev.hawser.spi.jdbc.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A short checksum for each statement, which tells where a script was edited. */
final class PartChecksums {

    private static final int BYTES = 4;

    private PartChecksums() {}

    /** Null for what has no statements of its own. */
    static @Nullable String of(Body body) {
        if (body instanceof Script script) {
            return script.statements().stream().map(PartChecksums::of).collect(Collectors.joining(" "));
        }
        return null;
    }

    private static String of(ScriptStatement statement) {
        String copied = statement.copyData() == null ? "" : statement.copyData();
        byte[] digest = Checksum.sha256()
                .digest((statement.sql().replace("\r\n", "\n") + copied).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    /** The first statement, from 0, that is not what was noted; the number of the shorter one's if one has more; -1 if nothing differs or nothing was noted. */
    static int firstDifference(@Nullable String noted, Body body) {
        String now = of(body);
        if (noted == null || now == null) {
            return -1;
        }
        List<String> before = List.of(noted.split(" "));
        List<String> after = List.of(now.split(" "));
        int common = Math.min(before.size(), after.size());
        for (int i = 0; i < common; i++) {
            if (!before.get(i).equals(after.get(i))) {
                return i;
            }
        }
        return before.size() == after.size() ? -1 : common;
    }
}
