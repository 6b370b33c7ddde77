/** For engine authors and for applications' tests: servers that tests start themselves, fakes, leak check. */
@NullMarked
package dev.hawser.testkit;

import org.jspecify.annotations.NullMarked;
