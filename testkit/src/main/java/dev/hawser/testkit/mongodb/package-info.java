/** A replica set that speaks MongoDB's wire protocol, with a store in memory behind it. */
@NullMarked
package dev.hawser.testkit.mongodb;

import org.jspecify.annotations.NullMarked;
