package dev.hawser.internal.sql;

import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The named parameters of a text and the text around them. Immutable.
 *
 * @param names in order of occurrence
 * @param distinct the names, each once
 * @param listed which of them stand in an {@code in (…)} list
 * @param parts the text around them
 * @param driverSql the parts, joined by question marks
 * @param positional whether the text has a question mark that is a parameter
 */
record ParameterList(
        List<String> names,
        Set<String> distinct,
        BitSet listed,
        List<String> parts,
        String driverSql,
        boolean positional) {

    static ParameterList of(List<String> names, BitSet listed, List<String> parts, boolean positional) {
        return new ParameterList(
                List.copyOf(names),
                Collections.unmodifiableSet(new LinkedHashSet<>(names)),
                listed,
                List.copyOf(parts),
                String.join("?", parts),
                positional);
    }
}
