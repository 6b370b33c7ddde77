package dev.hawser.migrations;

import java.util.List;

/**
 * All there is to apply. Immutable.
 *
 * @param migrations the versioned ones in order, then the repeatable ones by description
 * @param before what runs before the first step of a run
 * @param after what runs after the last step of a run
 */
record MigrationSet(List<Migration> migrations, List<Body> before, List<Body> after) {

    MigrationSet {
        migrations = List.copyOf(migrations);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
