package dev.hawser.benchmarks.migrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same small migrations as each tool wants them. Immutable. */
record Scripts(Path directory, int count) {

    /** Writes them all. */
    static Scripts written(Path directory, int count) throws IOException {
        Scripts scripts = new Scripts(directory, count);
        Files.createDirectories(scripts.flyway());
        Files.createDirectories(scripts.mybatis());
        StringBuilder liquibase = new StringBuilder("--liquibase formatted sql\n");
        Files.writeString(
                scripts.mybatis().resolve("000_changelog.sql"),
                "-- // changelog\ncreate table changelog (id numeric(20,0) not null primary key, applied_at varchar(25) not"
                        + " null, description varchar(255) not null);\n\n-- //@UNDO\ndrop table changelog;\n");
        for (int i = 1; i <= count; i++) {
            String sql = forward(i);
            Files.writeString(scripts.flyway().resolve("V" + i + "__step_" + i + ".sql"), sql + ";\n");
            Files.writeString(scripts.flyway().resolve("U" + i + "__step_" + i + ".sql"), back(i) + ";\n");
            Files.writeString(
                    scripts.mybatis().resolve(String.format("%04d_step.sql", i)),
                    "-- // step " + i + "\n" + sql + ";\n\n-- //@UNDO\n" + back(i) + ";\n");
            liquibase
                    .append("--changeset bench:")
                    .append(i)
                    .append('\n')
                    .append(sql)
                    .append(";\n--rollback ")
                    .append(back(i))
                    .append(";\n");
        }
        Files.writeString(scripts.liquibase(), liquibase);
        return scripts;
    }

    private static String forward(int i) {
        return "create table step_" + i + " (id int primary key, name varchar(40) not null)";
    }

    private static String back(int i) {
        return "drop table step_" + i;
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            statements.add(forward(i));
        }
        return statements;
    }

    /** Hawser reads them too. */
    Path flyway() {
        return directory.resolve("flyway");
    }

    Path mybatis() {
        return directory.resolve("mybatis");
    }

    Path liquibase() {
        return directory.resolve("liquibase.sql");
    }
}
