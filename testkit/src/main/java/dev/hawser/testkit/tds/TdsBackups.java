package dev.hawser.testkit.tds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** {@code backup} and {@code restore}: H2's script of a database, in a file that begins with its name and a checksum. */
final class TdsBackups {

    private static final String HEAD = "TdsServer backup";
    private static final int LINES = 4;

    private final TdsDatabases databases;

    TdsBackups(TdsDatabases databases) {
        this.databases = databases;
    }

    /** {@code database}: whose it was. */
    private record Content(String database, String script) {}

    void backUp(TsqlNode.Plain statement) throws SqlServerError {
        String database = statement.tokens().get(2).text();
        Path file = disk(statement);
        if (!databases.exists(database)) {
            throw new SqlServerError(911, 16, "Database '" + database + "' does not exist.");
        }
        StringBuilder script = new StringBuilder();
        try (Connection connection = databases.connect(database, true);
                Statement question = connection.createStatement();
                ResultSet rows = question.executeQuery("script")) {
            while (rows.next()) {
                script.append(rows.getString(1)).append('\n');
            }
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
        try {
            Files.writeString(file, String.join("\n", HEAD, database, checksum(database, script.toString()), script));
        } catch (IOException failed) {
            throw cannotOpen(file, failed);
        }
    }

    /** {@code restore verifyonly}. */
    void verify(TsqlNode.Plain statement) throws SqlServerError {
        read(disk(statement));
    }

    /** The question whose answer is that of {@code restore filelistonly}. */
    String files(TsqlNode.Plain statement) throws SqlServerError {
        String name = read(disk(statement)).database();
        return "select c1 as \"LogicalName\", c2 as \"PhysicalName\", c3 as \"Type\" from (values ("
                + TsqlTranslation.literal(name) + ", '/data/" + name.replace("'", "") + ".mdf', 'D'), ("
                + TsqlTranslation.literal(name + "_log") + ", '/data/" + name.replace("'", "")
                + "_log.ldf', 'L')) as v(c1, c2, c3)";
    }

    /** As a new database, whose files must all be moved: the old ones are there already. */
    void restore(TsqlNode.Plain statement) throws SqlServerError {
        String database = statement.tokens().get(2).text();
        Content content = read(disk(statement));
        List<TsqlToken> tokens = statement.tokens();
        long moved =
                tokens.stream().filter(token -> token.word().equals("move")).count();
        if (databases.exists(database)) {
            throw new SqlServerError(
                    3154,
                    16,
                    "The backup set holds a backup of a database other than the existing '" + database + "' database.");
        }
        if (moved < 2) {
            throw new SqlServerError(1834, 16, "The file of '" + content.database() + "' cannot be overwritten.");
        }
        databases.create(database);
        try (Connection connection = databases.connect(database, true);
                Statement load = connection.createStatement()) {
            load.execute(content.script());
        } catch (SQLException error) {
            databases.drop(database);
            throw H2Errors.of(error);
        }
    }

    private static Path disk(TsqlNode.Plain statement) throws SqlServerError {
        List<TsqlToken> tokens = statement.tokens();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).word().equals("disk") && tokens.get(i + 1).is("=")) {
                return Path.of(tokens.get(i + 2).text());
            }
        }
        throw new SqlServerError(102, 15, "Incorrect syntax near 'disk'.");
    }

    private static Content read(Path file) throws SqlServerError {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException failed) {
            throw cannotOpen(file, failed);
        }
        String[] lines = text.split("\n", LINES);
        if (lines.length < LINES || !lines[0].equals(HEAD) || !lines[2].equals(checksum(lines[1], lines[3]))) {
            throw new SqlServerError(3242, 16, "The file on device '" + file + "' is not a valid backup set.");
        }
        return new Content(lines[1], lines[3]);
    }

    private static SqlServerError cannotOpen(Path file, IOException failed) {
        return new SqlServerError(
                3201,
                16,
                "Cannot open backup device '" + file + "'. Operating system error "
                        + failed.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ".");
    }

    private static String checksum(String database, String script) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((database + "\n" + script).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
