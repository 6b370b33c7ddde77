package dev.hawser.benchmarks;

/** One row. */
public record Restaurant(long id, String name, String city, double rating) {}
