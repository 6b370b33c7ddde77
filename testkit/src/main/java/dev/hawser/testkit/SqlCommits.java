package dev.hawser.testkit;

import java.util.regex.Pattern;

/** Whether SQL, which may be several statements, commits. */
final class SqlCommits {

    private static final Pattern QUOTED = Pattern.compile(
            "'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|(\\$(?:[A-Za-z_]\\w*)?\\$).*?\\1", Pattern.DOTALL);
    private static final Pattern COMMIT = Pattern.compile("(?:^|;)\\s*(?:commit|end)\\b", Pattern.CASE_INSENSITIVE);

    private SqlCommits() {}

    static boolean in(String sql) {
        return COMMIT.matcher(QUOTED.matcher(sql).replaceAll(" ")).find();
    }
}
