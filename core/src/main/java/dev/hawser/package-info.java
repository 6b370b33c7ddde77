/** What an application imports: the manager, its databases, sessions, and the values they return. */
@NullMarked
package dev.hawser;

import org.jspecify.annotations.NullMarked;
