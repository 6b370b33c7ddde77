/** What the server costs, and how quickly it answers. */
@NullMarked
package dev.hawser.benchmarks.server;

import org.jspecify.annotations.NullMarked;
