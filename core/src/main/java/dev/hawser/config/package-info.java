/** Records for every option, the one table of properties, and the loader that layers the sources. */
@NullMarked
package dev.hawser.config;

import org.jspecify.annotations.NullMarked;
