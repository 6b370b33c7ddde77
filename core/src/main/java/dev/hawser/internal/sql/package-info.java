/** SQL text: lexing, named parameters, guards. Not exported. */
@NullMarked
package dev.hawser.internal.sql;

import org.jspecify.annotations.NullMarked;
