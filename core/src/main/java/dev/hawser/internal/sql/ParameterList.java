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
 * @param count of the names in order of occurrence
 * @param nameCount of the distinct names
 */
record ParameterList(
        List<String> names,
        Set<String> distinct,
        BitSet listed,
        List<String> parts,
        String driverSql,
        boolean positional,
        int count,
        int nameCount) {

    static ParameterList of(List<String> names, BitSet listed, List<String> parts, boolean positional) {
        Set<String> distinct = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        return new ParameterList(
                List.copyOf(names),
                distinct,
                listed,
                List.copyOf(parts),
                String.join("?", parts),
                positional,
                names.size(),
                distinct.size());
    }
}
