/** Migrations beside other tools: a first run, and a run that finds nothing to do. */
@NullMarked
package dev.hawser.benchmarks.migrations;

import org.jspecify.annotations.NullMarked;
