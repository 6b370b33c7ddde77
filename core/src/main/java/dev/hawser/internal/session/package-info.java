/** Sessions, transactions and statement helpers. Not exported. */
@NullMarked
package dev.hawser.internal.session;

import org.jspecify.annotations.NullMarked;
