/** What the databases do, second by second: samples, their history, and who is told of them. */
@NullMarked
package dev.hawser.server.live;

import org.jspecify.annotations.NullMarked;
