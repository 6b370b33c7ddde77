package dev.hawser.migrations;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version: numbers from the most to the least significant, of which {@code 1}, {@code 1.0} and {@code 01} are the same. Immutable. The natural order is by number:
 * {@code 9} is before {@code 10}.
 */
public final class MigrationVersion implements Comparable<MigrationVersion> {

    private static final Pattern FORM = Pattern.compile("\\d+(?:[._]\\d+)*");

    private final List<BigInteger> numbers;

    private MigrationVersion(List<BigInteger> numbers) {
        this.numbers = numbers;
    }

    /**
     * A version from its text, such as {@code 1}, {@code 2.10} or {@code 20260115_1030}; dots and underscores mean the same.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static MigrationVersion of(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a version; one is made of numbers with dots or underscores between them");
        }
        List<BigInteger> numbers = new ArrayList<>();
        for (String number : text.split("[._]")) {
            numbers.add(new BigInteger(number));
        }
        while (numbers.size() > 1 && numbers.get(numbers.size() - 1).signum() == 0) {
            numbers.remove(numbers.size() - 1);
        }
        return new MigrationVersion(Collections.unmodifiableList(numbers));
    }

    @Override
    public int compareTo(MigrationVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int compared = number(i).compareTo(other.number(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private BigInteger number(int index) {
        return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MigrationVersion version && numbers.equals(version.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** Its numbers with dots between them. */
    @Override
    public String toString() {
        return numbers.stream().map(BigInteger::toString).collect(Collectors.joining("."));
    }
}
