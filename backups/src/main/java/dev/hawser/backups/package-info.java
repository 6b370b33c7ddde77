/** Backups of databases of every engine, that are known to restore. */
@NullMarked
package dev.hawser.backups;

import org.jspecify.annotations.NullMarked;
