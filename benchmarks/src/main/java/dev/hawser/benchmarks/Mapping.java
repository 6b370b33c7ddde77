package dev.hawser.benchmarks;

/** Who makes an object of a row. */
enum Mapping {
    /** The library, by the names of the columns. */
    RECORD,
    /** The application, in a lambda. */
    LAMBDA
}
