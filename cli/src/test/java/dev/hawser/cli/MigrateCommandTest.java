package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MigrateCommandTest {

    @TempDir
    Path directory;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        file(
                "V1__customers.sql",
                "create table customers (id integer primary key);\ninsert into customers values (1);");
        file("U1__customers.sql", "drop table customers;");
        file("V2__orders.sql", "create table orders (id integer primary key);");
        file("U2__orders.sql", "drop table orders;");
        file("V3__last.sql", "create table last (id integer primary key);");
        configure("");
    }

    private void file(String name, String text) throws IOException {
        Path file = directory.resolve("migrations").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void configure(String more) throws IOException {
        Files.writeString(
                directory.resolve("hawser.yaml"),
                "databases: {shop: {url: \"sqlite:///shop.db\", database: \"" + directory.resolve("shop.db") + "\""
                        + more + "}}\n");
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("migrate"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--config",
                directory.resolve("hawser.yaml").toString(),
                "--locations",
                directory.resolve("migrations").toString()));
        return Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    private JsonNode json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    @Test
    void upAndDown_tellWhatTheyDid() {
        assertThat(run("up", "--count", "2")).as(err.toString()).isZero();
        assertThat(out.toString())
                .matches("(?s)applied 1 customers \\(.*V1__customers.sql\\) in \\d+ ms\\R.*2 orders.*");
        assertThat(run("up", "--count", "2", "--tag", "v1")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("applied 3 last").doesNotContain("orders");
        assertThat(run("up")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("nothing to do");
        assertThat(run("down")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("V3__last.sql").contains("U3__last.sql");
        assertThat(json("status").path("current").stringValue()).isEqualTo("3");
    }

    @Test
    void up_sameTagAgain_isFine_andAnothersIsRefusedBeforeAnythingIsChanged() throws IOException {
        assertThat(run("up", "--to", "1", "--tag", "v1")).as(err.toString()).isZero();
        assertThat(run("up", "--to", "1", "--tag", "v1")).as(err.toString()).isZero();
        assertThat(run("tag", "v1")).as(err.toString()).isZero();
        assertThat(run("up", "--tag", "v1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("the tag v1 is the name of").contains("Nothing was changed");
        assertThat(json("status").path("pending").intValue()).isEqualTo(2);
        assertThat(json("status").path("migrations").path(0).path("tags")).hasSize(1);
    }

    @Test
    void down_goesByCountVersionTagAndBatch() throws IOException {
        file("U3__last.sql", "drop table last;");
        assertThat(run("up", "--to", "1", "--tag", "v1")).isZero();
        assertThat(run("up")).isZero();
        JsonNode undone = json("down", "--batch");
        assertThat(undone.path("steps").findValuesAsString("version")).containsExactly("3", "2");
        assertThat(undone.path("steps").path(0).path("direction").stringValue()).isEqualTo("down");
        assertThat(run("up")).isZero();
        assertThat(json("down", "--tag", "v1").path("steps")).hasSize(2);
        assertThat(json("down", "--to", "0").path("steps")).hasSize(1);
        assertThat(json("status").path("pending").intValue()).isEqualTo(3);
        assertThat(run("down", "--count", "1", "--tag", "v1")).isEqualTo(ExitCode.USAGE);
        assertThat(run("down", "--count", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a count of migrations is 1 or more");
    }

    @Test
    void status_showsWhatIsAppliedAndWhatIsNot() {
        assertThat(run("up", "--count", "1", "--tag", "v1")).isZero();
        assertThat(run("status")).isZero();
        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line).matches("1 +customers +applied +\\S+Z +1 +yes +v1"))
                .anySatisfy(line -> assertThat(line).matches("2 +orders +pending +yes"))
                .anySatisfy(line -> assertThat(line).matches("3 +last +pending +no"));
        assertThat(err.toString()).contains("(at version 1, 2 pending)");
        assertThat(run("status", "--quiet")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void dryRun_printsTheStatements_andChangesNothing() {
        assertThat(run("dry-run", "--count", "1")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("-- apply 1 customers (")
                .contains("insert into customers values (1);")
                .doesNotContain("orders");
        assertThat(json("status").path("pending").intValue()).isEqualTo(3);
        assertThat(run("up", "--to", "2")).isZero();
        assertThat(json("dry-run", "down")
                        .path("steps")
                        .path(0)
                        .path("statements")
                        .path(0)
                        .stringValue())
                .isEqualTo("drop table orders");
        assertThat(run("dry-run", "sideways")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void validate_saysWhatIsWrong_andRepairAcceptsIt() throws IOException {
        assertThat(run("up")).isZero();
        assertThat(run("validate")).isZero();
        file("V2__orders.sql", "create table orders (id integer primary key, note text);");
        assertThat(run("validate")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("V2__orders.sql, line 1: was edited");
        assertThat(run("up", "--json")).isEqualTo(ExitCode.FAILED);
        JsonNode error = JsonMapper.shared().readTree(out.toString());
        assertThat(error.path("error").stringValue()).isEqualTo("MIGRATION");
        assertThat(error.path("problems")).hasSize(1);
        assertThat(run("repair")).isZero();
        assertThat(out.toString()).contains("V2__orders.sql: taken as it is for version 2");
        assertThat(run("validate")).isZero();
        assertThat(run("redo")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("U3__last.sql");
    }

    @Test
    void prove_triesWhatIsPending_andSaysWhatIsWrong() throws IOException {
        assertThat(run("prove")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("1 (").contains("problem: ").contains("V3__last.sql");
        file("U3__last.sql", "drop table last;");
        JsonNode proof = json("prove");
        assertThat(proof.path("holds").booleanValue()).isTrue();
        assertThat(proof.path("tried")).hasSize(3);
        assertThat(json("status").path("pending").intValue()).isEqualTo(3);
    }

    @Test
    void baseline_leavesOutWhatIsThere() {
        assertThat(run("baseline", "2")).as(err.toString()).isZero();
        assertThat(json("up").path("steps").findValuesAsString("version")).containsExactly("3");
        assertThat(run("baseline")).isEqualTo(ExitCode.USAGE);
        assertThat(run("baseline", "two")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void production_asksForConfirmation() throws IOException {
        configure(", profile: production");
        Files.writeString(
                directory.resolve("hawser.yaml"),
                Files.readString(directory.resolve("hawser.yaml")).replace(", profile: production", "")
                        + "profile: production\n");
        assertThat(run("up")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("shop is in production").contains("--yes");
        assertThat(run("status")).as(err.toString()).isZero();
        assertThat(run("up", "--yes")).as(err.toString()).isZero();
    }

    @Test
    void withoutACommand_theCommandsAreNamed() {
        StringWriter usage = new StringWriter();
        assertThat(Main.run(new PrintWriter(new StringWriter()), new PrintWriter(usage), "migrate"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(usage.toString()).contains("a command is missing").contains("dry-run");
        StringWriter completion = new StringWriter();
        assertThat(Main.run(new PrintWriter(completion), new PrintWriter(new StringWriter()), "completion"))
                .isZero();
        assertThat(completion.toString()).contains("dry-run", "--locations");
    }

    @Test
    void restoreSnapshot_isForAccessFilesAlone() {
        assertThat(run("restore-snapshot", "--yes")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("snapshots of MS Access files alone");
    }
}
