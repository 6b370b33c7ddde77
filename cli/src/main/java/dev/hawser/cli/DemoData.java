package dev.hawser.cli;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The restaurants of the demonstration, the same each time. */
final class DemoData {

    static final List<String> CITIES = List.of("Miami", "Lisbon", "Osaka", "Nairobi", "Oslo", "Lima");
    static final List<String> STATUSES = List.of("active", "closed", "renovating");

    private static final List<String> CUISINES = List.of("Cuban", "Seafood", "Ramen", "Grill", "Bakery", "Vegan");
    private static final List<String> FIRST =
            List.of("Blue", "Old", "Little", "Golden", "Quiet", "Salty", "Seven", "Red");
    private static final List<String> SECOND =
            List.of("Anchor", "Harbour", "Lantern", "Table", "Mango", "Oven", "Terrace");
    private static final int RESTAURANTS = 240;
    private static final int REVIEWS = 600;
    private static final long SEED = 7;

    private static final List<String> SCHEMA = List.of(
            """
            create table restaurants (
                id integer primary key, name text not null, city text not null, cuisine text not null,
                status text not null, seats integer not null)""",
            "create index restaurants_by_city on restaurants (city, status)",
            """
            create table reviews (
                id integer primary key, restaurant_id integer not null references restaurants (id),
                stars integer not null check (stars between 1 and 5), words text not null)""",
            "create index reviews_by_restaurant on reviews (restaurant_id)",
            """
            create table audit_log (
                id integer primary key, action text not null, restaurant_id integer not null references restaurants (id))""");

    private DemoData() {}

    /** Creates tables and rows, unless an earlier run has left them. */
    static void createIn(SqlDatabase database) {
        boolean there = database.queryOne("select 1 from sqlite_master where name = 'restaurants'", Integer.class)
                .isPresent();
        if (!there) {
            database.transaction(DemoData::create);
        }
    }

    private static long create(Session transaction) {
        SCHEMA.forEach(transaction::update);
        Random random = new Random(SEED);
        return transaction.bulkInsert(
                        "restaurants", List.of("id", "name", "city", "cuisine", "status", "seats"), restaurants(random))
                + transaction.bulkInsert("reviews", List.of("restaurant_id", "stars", "words"), reviews(random));
    }

    private static List<List<Object>> restaurants(Random random) {
        List<List<Object>> rows = new ArrayList<>();
        for (long id = 1; id <= RESTAURANTS; id++) {
            String name = pick(FIRST, random) + " " + pick(SECOND, random);
            rows.add(List.of(
                    id, name, pick(CITIES, random), pick(CUISINES, random), STATUSES.get(0), 10 + random.nextInt(90)));
        }
        return rows;
    }

    private static List<List<Object>> reviews(Random random) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < REVIEWS; i++) {
            rows.add(List.of(restaurant(random), stars(random), "visit " + i));
        }
        return rows;
    }

    static long restaurant(Random random) {
        return 1L + random.nextInt(RESTAURANTS);
    }

    static int stars(Random random) {
        return 1 + random.nextInt(5);
    }

    static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
