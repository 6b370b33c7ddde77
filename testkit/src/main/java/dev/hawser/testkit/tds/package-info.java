/** A server that speaks SQL Server's wire protocol, with H2 behind it. */
@NullMarked
package dev.hawser.testkit.tds;

import org.jspecify.annotations.NullMarked;
