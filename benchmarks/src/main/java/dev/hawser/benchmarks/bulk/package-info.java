/** Many rows at once: {@code bulkInsert} beside what applications write by hand. */
@NullMarked
package dev.hawser.benchmarks.bulk;

import org.jspecify.annotations.NullMarked;
