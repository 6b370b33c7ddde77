package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands about backups, in this process. */
@Timeout(60)
class BackupCommandsTest {

    private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}Z-[a-z0-9]{6}");

    @TempDir
    private Path directory;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("hawser.yaml"), """
                databases:
                  shop:
                    url: sqlite:///%1$s/shop.db
                    default: true
                    backups:
                      to: %1$s/backups
                      keep-last: 1
                      keep-daily: 0
                      keep-weekly: 0
                      keep-monthly: 0
                  copy:
                    url: sqlite:///%1$s/copy.db
                """.formatted(directory));
        assertThat(run("query", "create table orders (id integer primary key)").code())
                .isZero();
        assertThat(run("query", "insert into orders values (1), (2), (3)").code())
                .isZero();
    }

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", directory.resolve("hawser.yaml").toString()));
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    private static String id(Result result) {
        Matcher matcher = ID.matcher(result.out());
        assertThat(matcher.find()).as(result.toString()).isTrue();
        return matcher.group();
    }

    private String orders(String database) {
        return run("query", "select count(*) as n from orders", "--database", database)
                .out();
    }

    @Test
    void backup_fileThatDoesNotExist_isRefused_andNotMade() throws IOException {
        Path config = directory.resolve("hawser.yaml");
        Files.writeString(config, Files.readString(config).replace("shop.db", "typo.db"));
        Result refused = run("backup", "--verify");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("typo.db does not exist", "is mounted");
        assertThat(directory.resolve("typo.db")).doesNotExist();
        assertThat(directory.resolve("backups")).doesNotExist();
    }

    @Test
    void backup_ofWhatHasLostEverything_isToldLoudly() {
        configured("create-db: true");
        String filled = id(run("backup"));
        run("query", "drop table orders");
        Result lost = run("backup");
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.out()).contains("it is empty, and the last good one, " + filled);
        assertThat(run("backup", "list").out()).contains("it is not taken for a good one");
        assertThat(run("backup", "prune").code()).isZero();
        assertThat(run("restore", "latest").code()).isZero();
        assertThat(orders("shop")).contains("3");
    }

    @Test
    void payloadWithoutManifest_isListedAsThat_andNotPruned() throws IOException {
        String id = id(run("backup"));
        Path payload = directory.resolve("backups/shop/" + id + ".hawser");
        Files.delete(directory.resolve("backups/shop/" + id + ".json"));
        assertThat(run("backup", "list").out()).contains(id, "its manifest is missing");
        assertThat(run("backup", "list", "--json").out()).contains("\"problem\"", "its manifest is missing");
        assertThat(run("backup", "prune").err()).contains("nothing to remove");
        assertThat(payload).exists();
    }

    private void configured(String line) {
        Path config = directory.resolve("hawser.yaml");
        try {
            Files.writeString(
                    config,
                    Files.readString(config).replace("    default: true\n", "    default: true\n    " + line + "\n"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void backup_isListedVerifiedAndRestored() {
        assertThat(run("backup", "list").err()).isEqualToIgnoringNewLines("there are none");
        Result taken = run("backup");
        assertThat(taken.code()).as(taken.toString()).isZero();
        assertThat(taken.out()).contains("backed up shop as", "zstd", "from readers with SQLite 3.", "; not verified");
        String id = id(taken);
        assertThat(run("backup", "list").out()).contains(id, "not encrypted", "not verified");

        Result verified = run("backup", "verify");
        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(verified.out()).contains("verified " + id, "1 tables with 3 rows");
        assertThat(run("backup", "list", "--json").out())
                .contains("\"verified\" : true", "\"orders\" : 3", "\"good\" : true", "\"problem\" : null");

        run("query", "delete from orders where id = 1");
        Result refused = run("restore", "latest");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("is not empty", "advice: ", "--target", "--force");
        assertThat(orders("shop")).contains("2");

        Result restored = run("restore", id, "--target", "copy", "--quiet");
        assertThat(restored.code()).as(restored.toString()).isZero();
        assertThat(restored.out()).contains("restored " + id + " into copy (sqlite:", "1 tables with 3 rows");
        assertThat(restored.err()).isEmpty();
        assertThat(orders("copy")).contains("3");
        assertThat(run("restore", "latest", "--force", "--json").out()).contains("\"into\" : \"shop\"");
        assertThat(orders("shop")).contains("3");
    }

    @Test
    void lostDatabase_isRestored() throws IOException {
        run("backup");
        Files.delete(directory.resolve("shop.db"));
        assertThat(run("restore", "latest").code()).isZero();
        assertThat(orders("shop")).contains("3");
    }

    @Test
    void damaged_isToldWithExitCode1_andStaysDamaged() throws IOException {
        String id = id(run("backup"));
        Path payload = directory.resolve("backups/shop").resolve(id + ".hawser");
        byte[] bytes = Files.readAllBytes(payload);
        bytes[bytes.length - 9] ^= 4;
        Files.write(payload, bytes);
        Result verified = run("backup", "verify", id);
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.err()).contains("is damaged: frame 0", "advice: ");
        assertThat(run("backup", "list").out()).contains("FAILED", "it is damaged");
        assertThat(run("restore", "latest", "--force").err()).contains("there is no good backup of shop");
        assertThat(run("restore", id, "--force").code()).isEqualTo(1);
        assertThat(orders("shop")).contains("3");
    }

    @Test
    void prune_removesWhatIsNotKept() {
        String first = id(run("backup"));
        String second = id(run("backup", "--verify"));
        assertThat(run("backup", "prune").out()).isEqualToIgnoringNewLines("removed " + first);
        assertThat(run("backup", "list").out()).contains(second).doesNotContain(first);
        assertThat(run("backup", "prune", "--json").out()).contains("\"removed\" : [ ]");
    }

    @Test
    void production_isAskedForAWord_beforeARestore() throws IOException {
        run("backup");
        Path file = directory.resolve("hawser.yaml");
        Files.writeString(file, "profile: production\n" + Files.readString(file));
        Result refused = run("restore", "latest", "--force");
        assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
        assertThat(refused.err()).contains("is in production", "--yes");
        assertThat(run("restore", "latest", "--force", "--yes").code()).isZero();
    }

    @Test
    void wrongArguments_areUsage_andUnknownBackupsAreNot() {
        assertThat(run("restore").code()).isEqualTo(2);
        assertThat(run("restore", "latest", "--target", "nowhere").code()).isEqualTo(2);
        Result unknown = run("restore", "20200101T000000Z-aaaaaa", "--target", "copy");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no backup 20200101T000000Z-aaaaaa of shop");
        assertThat(directory.resolve("copy.db"))
                .as("nothing is made for what cannot be done")
                .doesNotExist();
        assertThat(run("backup", "--database", "copy").err()).contains("backups.to", "--to");
    }
}
