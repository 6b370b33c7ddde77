/** The only internals that touch JDBC. Not exported. */
@NullMarked
package dev.hawser.internal.jdbc;

import org.jspecify.annotations.NullMarked;
