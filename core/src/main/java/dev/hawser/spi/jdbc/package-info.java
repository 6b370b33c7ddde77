/** What the author of a JDBC engine implements. */
@NullMarked
package dev.hawser.spi.jdbc;

import org.jspecify.annotations.NullMarked;
