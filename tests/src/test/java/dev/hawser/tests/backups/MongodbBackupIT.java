package dev.hawser.tests.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.hawser.DatabaseManager;
import dev.hawser.backups.BackupException;
import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.RestoreOptions;
import dev.hawser.backups.TableContent;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.engines.MongodbDatabase;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of something that speaks MongoDB's protocol. Where MongoDB's tools are not, and no package brings them, stand-ins take their place: they test what is around a tool,
 * not what it writes.
 */
@Timeout(60)
class MongodbBackupIT {

    /** They write and read what they are told in the file {@code content} beside them. */
    private static final String STAND_IN = """
            #!/bin/sh
            here=$(dirname "$0")
            case "$*" in *--version*) echo "mongodump version: stand-in"; exit 0;; esac
            for argument; do case "$argument" in --config=*) grep -q '^password: "' "${argument#--config=}" || exit 9;; esac; done
            printf '%s\\n' "$@" > "$here/arguments"
            """;

    private static final String DUMP = STAND_IN + """
            printf archive
            echo "2026-11-22T10:00:00.000+0000	done dumping shop.restaurants (3 documents)" >&2
            [ ! -e "$here/broken" ] || { echo "Failed: error dumping shop.restaurants" >&2; exit 1; }
            """;

    private static final String RESTORE = STAND_IN + """
            cat > "$here/restored"
            for argument; do case "$argument" in --nsTo=*) echo "${argument#--nsTo=}" >> "$here/targets";; esac; done
            echo "2026-11-22T10:00:00.000+0000	restoring other.made from archive on stdin" >&2
            [ ! -e "$here/unloadable" ] || { echo "Failed: error restoring" >&2; exit 1; }
            """;

    @TempDir
    private Path directory;

    private DatabaseManager open(MongodbReplicaSet set, String... names) {
        DatabaseManager.Builder builder = DatabaseManager.builder(ConfigSources.in(directory));
        for (String name : names) {
            builder.database(DatabaseOptions.of(name)
                    .set("type", "mongodb")
                    .set("host", set.host(0).host())
                    .set("port", Integer.toString(set.host(0).port()))
                    .set("database", name)
                    .set("create-db", true)
                    .set("user", MongodbReplicaSet.USER)
                    .set("password", MongodbReplicaSet.PASSWORD)
                    .set("properties", Map.of("authSource", "admin"))
                    .set("backups.to", directory.resolve("backups").toString()));
        }
        return builder.open();
    }

    private static void fill(DatabaseManager manager) {
        manager.document("shop", MongodbDatabase.class)
                .database()
                .getCollection("restaurants")
                .insertMany(IntStream.range(0, 3)
                        .mapToObj(i -> new Document("_id", i).append("name", "Zak " + i))
                        .toList());
    }

    private Path standIns() throws Exception {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String[] tool : new String[][] {{"mongodump", DUMP}, {"mongorestore", RESTORE}}) {
            Path file = Files.writeString(tools.resolve(tool[0]), tool[1]);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return tools;
    }

    @Test
    void takeAndRestore_aroundTheTool_keepsThePasswordOutOfArguments() throws Exception {
        Path tools = standIns();
        try (MongodbReplicaSet set = MongodbReplicaSet.start(1);
                DatabaseManager manager = open(set, "shop", "other")) {
            fill(manager);
            Manifest taken = Tools.only(tools, () -> Backups.of(manager, "shop").take());

            assertThat(taken.tool()).hasToString("mongodump stand-in");
            assertThat(taken.plainBytes()).isEqualTo("archive".length());
            assertThat(taken.contents().tables()).containsOnly(Map.entry("restaurants", new TableContent(3, null)));
            assertThat(tools.resolve("arguments"))
                    .content()
                    .contains("--archive", "--db=shop", "--username=" + MongodbReplicaSet.USER)
                    .doesNotContain(MongodbReplicaSet.PASSWORD);
            Tools.only(
                    tools,
                    () -> Backups.of(manager, "shop")
                            .restore(taken.id(), RestoreOptions.DEFAULT.into(manager, "other")));
            assertThat(tools.resolve("restored")).hasContent("archive");

            restoreOver(manager, tools, taken.id());
            Files.createFile(tools.resolve("broken"));
            ThrowingCallable again =
                    () -> Tools.only(tools, () -> Backups.of(manager, "shop").take());
            assertThatThrownBy(again)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("mongodump failed with exit code 1")
                    .hasMessageContaining("error dumping shop.restaurants");
            assertThat(Backups.of(manager, "shop").list()).extracting("id").containsExactly(taken.id());
        }
    }

    /** What does not load costs nothing; what does has been in a scratch database before. */
    private static void restoreOver(DatabaseManager manager, Path tools, String id) throws Exception {
        MongoDatabase shop = manager.document("shop", MongodbDatabase.class).database();
        MongoDatabase other = manager.document("other", MongodbDatabase.class).database();
        for (String name : List.of("made", "others")) {
            other.getCollection(name).insertOne(new Document("_id", 1));
        }
        Files.createFile(tools.resolve("unloadable"));
        Backups backups = Backups.of(manager, "shop");
        ThrowingCallable over =
                () -> Tools.only(tools, () -> backups.restore(id, RestoreOptions.DEFAULT.overwriting()));
        assertThatThrownBy(over)
                .hasMessageContaining("mongorestore failed with exit code 1")
                .hasMessageContaining("is as it was");
        assertThat(shop.getCollection("restaurants").countDocuments()).isEqualTo(3);
        Files.delete(tools.resolve("unloadable"));
        Files.delete(tools.resolve("targets"));

        Tools.only(
                tools,
                () -> backups.restore(
                        id, RestoreOptions.DEFAULT.into(manager, "other").overwriting()));
        assertThat(Files.readAllLines(tools.resolve("targets")))
                .hasSize(2)
                .satisfies(targets -> assertThat(targets.get(0)).startsWith("hawser_scratch_"))
                .satisfies(targets -> assertThat(targets.get(1)).isEqualTo("other.$collection$"));
        assertThat(tools.resolve("restored")).hasContent("archive");
        assertThat(other.listCollectionNames().into(new ArrayList<>())).doesNotContain("made", "others");
    }

    @Test
    void take_missingTool_isNamedWithWhereItIsHad() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        try (MongodbReplicaSet set = MongodbReplicaSet.start(1);
                DatabaseManager manager = open(set, "shop")) {
            ThrowingCallable take =
                    () -> Tools.only(empty, () -> Backups.of(manager, "shop").take());
            assertThatThrownBy(take)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("is not installed")
                    .hasMessageContaining("https://www.mongodb.com/try/download/database-tools");
        }
    }
}
