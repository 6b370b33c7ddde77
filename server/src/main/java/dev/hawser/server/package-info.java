/** Databases over HTTP: {@link dev.hawser.server.Server}, and the shapes of its JSON. */
@NullMarked
package dev.hawser.server;

import org.jspecify.annotations.NullMarked;
