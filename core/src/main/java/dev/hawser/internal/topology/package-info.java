/** Hosts, their roles, and the choice of one. Not exported. */
@NullMarked
package dev.hawser.internal.topology;

import org.jspecify.annotations.NullMarked;
