package dev.hawser.backups;

import org.jspecify.annotations.Nullable;

/**
 * What is in a table, or a collection. Immutable.
 *
 * @param rows from 0
 * @param checksum of all rows, in whichever order they come; null if it was not taken
 */
public record TableContent(long rows, @Nullable String checksum) {}
