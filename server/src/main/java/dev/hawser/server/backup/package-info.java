/** Backups that are taken by the clock. */
@NullMarked
package dev.hawser.server.backup;

import org.jspecify.annotations.NullMarked;
