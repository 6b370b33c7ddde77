package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
        return read(Map.of()).migrations();
    }

    private MigrationSet read(Map<String, String> placeholders) {
        return read(List.of(directory.toString()), placeholders);
    }

    private static MigrationSet read(List<String> locations, Map<String, String> placeholders) {
        return MigrationFiles.read(
                locations,
                MigrationFilesTest.class.getClassLoader(),
                new ScriptLanguage.Sql(DIALECT),
                new Placeholders(placeholders));
    }

    private List<String> problems() {
        return catchThrowableOfType(MigrationException.class, this::read).problems();
    }

    private static Script script(Body body) {
        return (Script) body;
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
        assertThat(two.undo())
                .isNotNull()
                .extracting(body -> script(body).text())
                .isEqualTo("drop table two");
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
        file("V9__commands.json", "[]");
        file("beforeEachMigrate__log.sql", "select 1");
        file("B10__all.sql", "select 1");
        file("V11__conf.sql", "select 1");
        file("V11__conf.sql.conf", "encoding=UTF-16");
        assertThat(problems())
                .hasSize(12)
                .anySatisfy(problem -> assertThat(problem).contains("V9__commands.json: is for databases of documents"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("beforeEachMigrate__log.sql: of Flyway's callbacks there are beforeMigrate and"))
                .anySatisfy(problem -> assertThat(problem).contains("B10__all.sql: baseline migrations are not run"))
                .anySatisfy(problem -> assertThat(problem).contains("V11__conf.sql.conf: encoding: of Flyway's"))
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
        List<String> locations = List.of(nowhere.toString(), "classpath:no/where", "s3:bucket");
        assertThat(catchThrowableOfType(MigrationException.class, () -> read(locations, Map.of()))
                        .problems())
                .satisfiesExactly(
                        first -> assertThat(first).contains(nowhere + ": no such directory"),
                        second -> assertThat(second).contains("classpath:no/where: is nowhere on the class path"),
                        third -> assertThat(third).contains("\"s3\" is no kind of location"));
    }

    @Test
    void sameFile_foundInTwoWays_isOne_andWhatIsHiddenIsPassedOver() throws IOException {
        file("a/V1__one.sql", "select 1");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        file("a/..2026/V1__one.sql", "select 1");
        List<String> locations = List.of(directory.toString(), "filesystem:" + directory.resolve("a"));
        assertThat(read(locations, Map.of()).migrations()).hasSize(1);
    }

    @Test
    void hooks_areFoundBesideMigrations() throws IOException {
        file("V1__one.sql", "select 1");
        file("beforeMigrate.sql", "select 'before'");
        file("afterMigrate__1_first.sql", "select 'a'");
        file("afterMigrate__2_second.sql", "select 'b'");
        MigrationSet found = read(Map.of());
        assertThat(found.before()).extracting(body -> script(body).text()).containsExactly("select 'before'");
        assertThat(found.after()).extracting(body -> script(body).text()).containsExactly("select 'a'", "select 'b'");
    }

    @Test
    void placeholders_areReplaced_ifThereAreAny_andChecksumsDoNotSee() throws IOException {
        file("V1__one.sql", "create table ${Prefix}one (id int);\nselect '${\"json\": 1}', '$5'");
        String asItIs = checksum(read());
        assertThat(script(read().get(0).forward()).text()).contains("${Prefix}one");
        List<Migration> replaced = read(Map.of("prefix", "shop_$1")).migrations();
        assertThat(script(replaced.get(0).forward()).text())
                .isEqualTo("create table shop_$1one (id int);\nselect '${\"json\": 1}', '$5'");
        assertThat(checksum(replaced)).isEqualTo(asItIs);
    }

    private static String checksum(List<Migration> migrations) {
        return ((Migration.Versioned) migrations.get(0)).forward().checksum();
    }

    @Test
    void placeholder_withoutValue_isNamedWithFileAndLine() throws IOException {
        file("V1__one.sql", "select 1;\nselect ${schema}.f()");
        assertThat(catchThrowableOfType(MigrationException.class, () -> read(Map.of("prefix", "a"))))
                .hasMessageContaining("V1__one.sql, line 2: the placeholder ${schema} has no value")
                .hasMessageContaining("migrations.placeholders.schema");
    }

    @Test
    void fileBesideAScript_saysWhatFlywayIsTold() throws IOException {
        file("V1__one.sql", "select 1");
        file("V1__one.sql.conf", "executeInTransaction=false");
        assertThat(((Migration.Versioned) read().get(0)).forward().transactional())
                .isFalse();
    }

    @Test
    void jar_isReadThroughClassPathAndModulePath() throws Exception {
        Path jar = jar(Map.of(
                "db/migration/V1__one.sql", "select 1",
                "db/migration/more/V2__two.sql", "select 2",
                "db/migrations_of_others/V1__x.sql", "select 3"));
        try (URLClassLoader classPath =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(descriptions(classPath)).containsExactly("one", "two");
        }
        ModuleFinder finder = ModuleFinder.of(jar);
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), List.of("migrations.of.test"));
        ClassLoader modulePath = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, null)
                .findLoader("migrations.of.test");
        assertThat(descriptions(modulePath)).containsExactly("one", "two");
    }

    private static List<String> descriptions(ClassLoader loader) {
        return MigrationFiles.read(
                        List.of("classpath:/db/migration/"), loader, new ScriptLanguage.Sql(DIALECT), Placeholders.NONE)
                .migrations()
                .stream()
                .map(Migration::description)
                .toList();
    }

    private Path jar(Map<String, String> content) throws IOException {
        Path jar = directory.resolve("migrations.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", "migrations.of.test");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("db/migration/"));
            for (Map.Entry<String, String> entry : new TreeMap<>(content).entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    @Test
    void commands_areTheObjectsOfAnArray() throws IOException {
        file(
                "V1__one.json",
                "[\n  {\"create\": \"a\"},\n  {\"insert\": \"a\", \"documents\": [{\"t\": \"}\\\"{\"}]}\n]\n");
        Migration.Versioned read = (Migration.Versioned) commands().get(0);
        assertThat(script(read.forward()).statements())
                .containsExactly(
                        new ScriptStatement("{\"create\": \"a\"}", 2, null),
                        new ScriptStatement("{\"insert\": \"a\", \"documents\": [{\"t\": \"}\\\"{\"}]}", 3, null));
    }

    @Test
    void commands_thatAreNoArrayOfObjects_areNamedWithFileAndLine() throws IOException {
        file("V1__empty.json", "[]");
        file("V2__open.json", "[{\"create\": \"a\"},\n {\"create\": \"b\"");
        file("V3__quote.json", "[{\"create\": \"a\"},\n {\"create\":\n \"b}]");
        file("V4__object.json", "{\"create\": \"a\"}");
        file("V5__more.json", "[{\"create\": \"a\"}]\n{}");
        file("V6__nothing.json", "[{\"create\": \"a\"},\n{}]");
        assertThat(catchThrowableOfType(MigrationException.class, this::commands)
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one).contains("V1__empty.json: no statement is in it"),
                        two -> assertThat(two).contains("V2__open.json, line 2: the command that begins here has no"),
                        three -> assertThat(three).contains("V3__quote.json, line 3: the text that begins here has no"),
                        four -> assertThat(four).contains("V4__object.json, line 1: expected an array of commands"),
                        five -> assertThat(five).contains("V5__more.json, line 2: expected nothing more"),
                        six -> assertThat(six).contains("V6__nothing.json, line 2: no name"));
    }

    private static void check(String json) {
        if (json.equals("{}")) {
            throw new IllegalArgumentException("no name");
        }
    }

    private List<Migration> commands() {
        return MigrationFiles.read(
                        List.of(directory.toString()),
                        getClass().getClassLoader(),
                        new ScriptLanguage.Commands(MigrationFilesTest::check),
                        Placeholders.NONE)
                .migrations();
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

    private record Step(MigrationVersion version, String description) implements MigrationStep {

        @Override
        public void up(MigrationContext context) {}
    }

    private record UndoneStep(MigrationVersion version, String description) implements MigrationStep {

        @Override
        public void up(MigrationContext context) {}

        @Override
        public void down(MigrationContext context) {}
    }

    private MigrationSet read(MigrationStep... steps) {
        return MigrationFiles.read(
                List.of(directory.toString()),
                getClass().getClassLoader(),
                new ScriptLanguage.Sql(DIALECT),
                Placeholders.NONE,
                List.of(steps));
    }

    @Test
    void stepsInJava_haveTheirPlaceAmongFiles() throws IOException {
        file("V1__one.sql", "select 1");
        file("V3__three.sql", "select 3");
        List<Migration> found = read(
                        new Step(MigrationVersion.of("4"), "four"), new UndoneStep(MigrationVersion.of("2"), "two"))
                .migrations();
        assertThat(found).extracting(Migration::description).containsExactly("one", "two", "three", "four");
        assertThat(((Migration.Versioned) found.get(1)).undo()).isNotNull();
        assertThat(((Migration.Versioned) found.get(3)).undo())
                .as("it does not say how")
                .isNull();
    }

    @Test
    void stepInJava_withTheVersionOfAFile_isAProblem() throws IOException {
        file("V1__one.sql", "select 1");
        file("U1__one.sql", "select 1");
        assertThat(catchThrowableOfType(
                                MigrationException.class, () -> read(new UndoneStep(MigrationVersion.of("1.0"), "one")))
                        .problems())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("UndoneStep: has the version 1 of ")
                .contains("V1__one.sql; give one of them another");
    }

    @Test
    void whatIsNoScript_isNotRead_howeverBigItIs() throws IOException {
        file("V1__one.sql", "create table one (id int)");
        try (RandomAccessFile dump =
                new RandomAccessFile(directory.resolve("dump.tar").toFile(), "rw")) {
            dump.setLength(3L << 30); // more than an array holds, and nothing on the disk
        }
        assertThat(read()).hasSize(1);
    }
}
