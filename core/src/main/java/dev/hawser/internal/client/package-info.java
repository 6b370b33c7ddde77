/** Databases whose driver is a client of its own: what it tells becomes health, counters and events. */
@NullMarked
package dev.hawser.internal.client;

import org.jspecify.annotations.NullMarked;
