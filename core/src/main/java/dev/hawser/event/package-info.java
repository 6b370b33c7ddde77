/** What happened, for listeners. */
@NullMarked
package dev.hawser.event;

import org.jspecify.annotations.NullMarked;
