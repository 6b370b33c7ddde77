/** Who may ask the server for what: tokens and scopes, limits, headers, TLS. */
@NullMarked
package dev.hawser.server.access;

import org.jspecify.annotations.NullMarked;
