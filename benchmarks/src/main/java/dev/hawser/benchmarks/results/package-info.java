/** What measurements gave, as tables and goals. */
@NullMarked
package dev.hawser.benchmarks.results;

import org.jspecify.annotations.NullMarked;
