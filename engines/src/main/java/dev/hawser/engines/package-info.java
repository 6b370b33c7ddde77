/** The engines that come with Hawser: one class each, with its table of errors beside it. */
@NullMarked
package dev.hawser.engines;

import org.jspecify.annotations.NullMarked;
