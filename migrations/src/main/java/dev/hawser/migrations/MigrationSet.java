package dev.hawser.migrations;

import java.util.List;

/**
 * What was found at the locations. Immutable.
 *
 * @param migrations the versioned ones in order, then the repeatable ones by description
 * @param before run before the first migration of a run
 * @param after run behind the last
 */
record MigrationSet(List<Migration> migrations, List<Body> before, List<Body> after) {}
