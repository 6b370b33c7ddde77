/** A driver that answers at once, so that what is measured is not the database. */
@NullMarked
package dev.hawser.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
