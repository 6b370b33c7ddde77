/** Measures what the helpers cost. Not published. */
@NullMarked
package dev.hawser.benchmarks;

import org.jspecify.annotations.NullMarked;
