/** Hawser's pool beside others: how fast it lends, who waits for how long, and what happens when there is too much to do. */
@NullMarked
package dev.hawser.benchmarks.pool;

import org.jspecify.annotations.NullMarked;
