/** How the pieces are put together. Not exported. */
@NullMarked
package dev.hawser.internal;

import org.jspecify.annotations.NullMarked;
