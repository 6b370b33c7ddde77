package dev.hawser.benchmarks;

import org.jdbi.v3.core.Jdbi;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose helpers are measured. All but one take their connections from the same Hawser pool. */
public enum Library {
    JDBC("plain JDBC"),
    JDBC_HIKARI("plain JDBC, HikariCP"),
    HAWSER_RECORD("Hawser, record"),
    HAWSER_LAMBDA("Hawser, lambda"),
    JDBC_CLIENT_RECORD("JdbcClient, record"),
    JDBC_CLIENT_LAMBDA("JdbcClient, lambda"),
    JDBI_RECORD("Jdbi, record"),
    JDBI_LAMBDA("Jdbi, lambda");

    private final String title;

    Library(String title) {
        this.title = title;
    }

    /** How it is called in tables. */
    String title(Scenario scenario) {
        return scenario.maps() ? title : title.replace(", record", "");
    }

    boolean mapsByLambda() {
        return this == HAWSER_LAMBDA || this == JDBC_CLIENT_LAMBDA || this == JDBI_LAMBDA;
    }

    /** Its helpers over a database. */
    Helpers over(Subject subject) {
        return switch (this) {
            case JDBC -> new PlainJdbc(subject.database().dataSource());
            case JDBC_HIKARI -> new PlainJdbc(subject.hikari());
            case HAWSER_RECORD -> new Hawser(subject.database(), Mapping.RECORD);
            case HAWSER_LAMBDA -> new Hawser(subject.database(), Mapping.LAMBDA);
            case JDBC_CLIENT_RECORD -> new SpringJdbcClient(jdbcClient(subject), Mapping.RECORD);
            case JDBC_CLIENT_LAMBDA -> new SpringJdbcClient(jdbcClient(subject), Mapping.LAMBDA);
            case JDBI_RECORD -> new JdbiHandles(Jdbi.create(subject.database().dataSource()), Mapping.RECORD);
            case JDBI_LAMBDA -> new JdbiHandles(Jdbi.create(subject.database().dataSource()), Mapping.LAMBDA);
        };
    }

    private static JdbcClient jdbcClient(Subject subject) {
        return JdbcClient.create(subject.database().dataSource());
    }
}
