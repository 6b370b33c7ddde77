package dev.hawser.spi.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a script. Immutable.
 *
 * @param sql its text, without what ends it in the script
 * @param line where it begins, from 1
 * @param copyData the data that follow {@code copy … from stdin} in the script; null for every other statement
 */
public record ScriptStatement(
        String sql, int line, @Nullable String copyData) {}
