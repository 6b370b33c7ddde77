package dev.hawser.benchmarks.results;

/** What is measured beside others: a row of a table. Implemented by enums, whose order is that of the rows. */
public interface Contender {

    /** How it is called in tables. */
    public String title();

    /** Whether it is what Hawser is compared to. */
    public boolean isPeer();

    /** Its place among the rows. */
    int ordinal();
}
