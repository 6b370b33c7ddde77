package dev.hawser.server.alert;

import dev.hawser.HostSpec;
import org.jspecify.annotations.Nullable;

/**
 * That something is wrong at this moment. Immutable.
 *
 * @param host where; null for the database as a whole
 * @param message what is wrong, with numbers
 * @param advice what to do
 */
record Finding(@Nullable HostSpec host, String message, String advice) {}
