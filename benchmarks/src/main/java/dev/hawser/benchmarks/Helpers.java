package dev.hawser.benchmarks;

import java.util.List;

/** What is measured, as an application writes it with one library. Thread-safe. */
public interface Helpers {

    /** A query with three parameters whose rows become objects. */
    String FIND =
            "select id, name, city, rating from restaurants where city = :city and rating >= :rating order by id limit :limit";

    /** As {@link #FIND}, for those without named parameters. */
    String FIND_POSITIONAL = FIND.replaceAll(":\\w+", "?");

    /** An update of one row with three parameters. */
    String RENAME = "update restaurants set name = :name, rating = :rating where id = :id";

    /** As {@link #RENAME}, for those without named parameters. */
    String RENAME_POSITIONAL = RENAME.replaceAll(":\\w+", "?");

    List<Restaurant> find(String city, double rating, long limit) throws Exception;

    long rename(String name, double rating, long id) throws Exception;
}
