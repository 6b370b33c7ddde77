/** The page that Prometheus reads. */
@NullMarked
package dev.hawser.server.prometheus;

import org.jspecify.annotations.NullMarked;
