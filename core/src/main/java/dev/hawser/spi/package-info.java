/** What an engine author implements. */
@NullMarked
package dev.hawser.spi;

import org.jspecify.annotations.NullMarked;
