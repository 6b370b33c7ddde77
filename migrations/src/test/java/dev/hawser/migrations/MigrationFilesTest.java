package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationFilesTest {

    private static final SqlDialect DIALECT =
            new SqlDialect("sqlite", Set.of(Feature.BACKTICK_IDENTIFIERS), '"', 1_000);

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<Migration> read() {
        return MigrationFiles.read(List.of(directory), DIALECT).migrations();
    }

    private List<String> problems() {
        return catchThrowableOfType(MigrationException.class, this::read).problems();
    }

    @Test
    void migrations_areInTheOrderOfTheirVersions_andThoseThatRepeatComeLast() throws IOException {
        file("R__views.sql", "create view v as select 1");
        file("V10__ten.sql", "create table ten (id int)");
        file("old/V2_1__two_and_more.sql", "create table two (id int)");
        file("U2.1__two_and_more.sql", "drop table two");
        file("V1__one.sql", "create table one (id int); insert into one values (1);");
        file("readme.txt", "is not read");
        assertThat(read()).extracting(Migration::description).containsExactly("one", "two and more", "ten", "views");
        Migration.Versioned two = (Migration.Versioned) read().get(1);
        assertThat(two.version()).hasToString("2.1");
        assertThat(two.undo()).isNotNull().extracting(Body::text).isEqualTo("drop table two");
        Migration.Versioned one = (Migration.Versioned) read().get(0);
        assertThat(one.undo()).isNull();
        assertThat(one.forward().parts()).hasSize(2);
    }

    @Test
    void whatIsWrong_isNamedWithFileAndLine_allOfIt() throws IOException {
        file("V1__one.sql", "create table one (id int)");
        file("a/V1.0__again.sql", "create table again (id int)");
        file("V2__quote.sql", "select 1;\nselect 'no end;");
        file("V3__empty.sql", "-- nothing\n;\n");
        file("U4__lonely.sql", "drop table four");
        file("V5_five.sql", "select 1");
        Files.write(directory.resolve("V6__latin.sql"), "select 1;\n-- é".getBytes(StandardCharsets.ISO_8859_1));
        file("V7__option.sql", "-- hawser:transaction=perhaps\nselect 1");
        file("V8__option.sql", "-- hawser:transction=false\nselect 1");
        assertThat(problems())
                .hasSize(8)
                .anySatisfy(
                        problem -> assertThat(problem).contains("V1__one.sql").contains("V1.0__again.sql"))
                .anySatisfy(problem -> assertThat(problem).contains("V2__quote.sql, line 2: a literal begins here"))
                .anySatisfy(problem -> assertThat(problem).contains("V3__empty.sql: no statement is in it"))
                .anySatisfy(problem -> assertThat(problem).contains("U4__lonely.sql: undoes version 4"))
                .anySatisfy(problem -> assertThat(problem).contains("V5_five.sql: is not named as a migration"))
                .anySatisfy(problem -> assertThat(problem).contains("V6__latin.sql, line 2: is not UTF-8"))
                .anySatisfy(problem -> assertThat(problem).contains("V7__option.sql, line 1: transaction"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("V8__option.sql, line 1: the option \"transction\""));
    }

    @Test
    void directoryThatIsNotThere_isAProblem() {
        Path nowhere = directory.resolve("nowhere");
        assertThat(catchThrowableOfType(MigrationException.class, () -> MigrationFiles.read(List.of(nowhere), DIALECT)))
                .hasMessageContaining(nowhere + ": no such directory");
    }

    @Test
    void checksum_isTheSame_howeverLinesEnd() throws IOException {
        Script unix = Script.of("a", "select 1;\nselect 2;\n", DIALECT);
        Script windows = Script.of("b", "\uFEFFselect 1;\r\nselect 2;", DIALECT);
        Script other = Script.of("c", "select 1;\nselect 3;\n", DIALECT);
        assertThat(unix.checksum()).isEqualTo(windows.checksum()).isNotEqualTo(other.checksum());
        assertThat(unix.flywayChecksum()).isEqualTo(windows.flywayChecksum()).isNotEqualTo(other.flywayChecksum());
    }

    @Test
    void transaction_canBeRefusedByAScript() {
        assertThat(Script.of("a", "select 1", DIALECT).transactional()).isTrue();
        assertThat(Script.of("a", "\n-- hawser:transaction=false\nselect 1", DIALECT)
                        .transactional())
                .isFalse();
        assertThat(Script.of("a", "select 1;\n-- hawser:transaction=false\n", DIALECT)
                        .transactional())
                .as("behind the first statement it is a comment")
                .isTrue();
    }
}
