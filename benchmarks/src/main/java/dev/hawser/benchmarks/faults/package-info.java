/** What applications notice when a PostgreSQL primary fails: Hawser beside other pools, on real servers. */
@NullMarked
package dev.hawser.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
