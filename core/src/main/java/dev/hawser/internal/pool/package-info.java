/** The connection pool. Not exported. */
@NullMarked
package dev.hawser.internal.pool;

import org.jspecify.annotations.NullMarked;
