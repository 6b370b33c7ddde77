/** Rows to values and values to parameters. Not exported. */
@NullMarked
package dev.hawser.internal.mapping;

import org.jspecify.annotations.NullMarked;
