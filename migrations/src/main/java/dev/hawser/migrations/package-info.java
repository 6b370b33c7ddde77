/** Migrations of a database's schema, forwards and back. */
@NullMarked
package dev.hawser.migrations;

import org.jspecify.annotations.NullMarked;
