package dev.hawser.testkit.tds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement as H2 takes it, and the values of its placeholders. */
record H2Statement(String sql, List<@Nullable Object> values) {}
