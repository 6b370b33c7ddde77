/** When and how often to try again. Not exported. */
@NullMarked
package dev.hawser.internal.retry;

import org.jspecify.annotations.NullMarked;
