package dev.hawser.benchmarks;

import java.util.List;

/** One kind of call. */
enum Scenario {
    ONE_ROW("1 row", "oneRow") {
        @Override
        Object run(Helpers helpers) throws Exception {
            return helpers.find("Miami", 1.5, 1);
        }
    },
    HUNDRED_ROWS("100 rows", "hundredRows") {
        @Override
        Object run(Helpers helpers) throws Exception {
            return helpers.find("Miami", 1.5, 100);
        }
    },
    UPDATE("update", "update") {
        @Override
        Object run(Helpers helpers) throws Exception {
            return helpers.rename("Versailles", 4.5, 500);
        }
    };

    private final String title;
    private final String benchmark;

    Scenario(String title, String benchmark) {
        this.title = title;
        this.benchmark = benchmark;
    }

    /** Its method in {@link HelperBenchmark}. */
    String benchmark() {
        return benchmark;
    }

    /** How it is called in tables. */
    String title() {
        return title;
    }

    /** Whether rows become objects. */
    boolean maps() {
        return this != UPDATE;
    }

    /** Runs it once; what it returns must be looked at, or the compiler may leave the work out. */
    abstract Object run(Helpers helpers) throws Exception;

    /** Whether {@code result} is what {@link #run} should give. */
    boolean isRight(Object result) {
        return switch (this) {
            case ONE_ROW -> result instanceof List<?> rows && rows.size() == 1 && areRestaurants(rows);
            case HUNDRED_ROWS -> result instanceof List<?> rows && rows.size() == 100 && areRestaurants(rows);
            case UPDATE -> result instanceof Long count && count == 1;
        };
    }

    private static boolean areRestaurants(List<?> rows) {
        return rows.stream()
                .allMatch(row -> row instanceof Restaurant restaurant
                        && restaurant.id() > 0
                        && restaurant.name().length() > 2
                        && restaurant.city().equals("Miami")
                        && restaurant.rating() > 0);
    }
}
