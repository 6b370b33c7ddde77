/** Backups beside the tools alone. */
@NullMarked
package dev.hawser.benchmarks.backups;

import org.jspecify.annotations.NullMarked;
