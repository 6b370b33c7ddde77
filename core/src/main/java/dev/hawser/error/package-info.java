/** What can go wrong, in the few classes that a caller would treat differently. */
@NullMarked
package dev.hawser.error;

import org.jspecify.annotations.NullMarked;
