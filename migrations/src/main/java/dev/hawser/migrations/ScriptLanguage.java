package dev.hawser.migrations;

import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.function.Consumer;

/** What scripts are written in. Immutable. */
sealed interface ScriptLanguage {

    /** What the names of its files end with. */
    String suffix();

    /** What the names of the others end with. */
    String otherSuffix();

    /** Who the others are for. */
    String others();

    /**
     * Reads a script.
     *
     * @throws IllegalArgumentException if it cannot be used: its message begins with {@code label} and, where it can be told, the line
     */
    Script read(String label, String content, Placeholders placeholders);

    /** SQL, in the dialect of an engine. */
    record Sql(SqlDialect dialect) implements ScriptLanguage {

        @Override
        public String suffix() {
            return ".sql";
        }

        @Override
        public String otherSuffix() {
            return ".json";
        }

        @Override
        public String others() {
            return "databases of documents";
        }

        @Override
        public Script read(String label, String content, Placeholders placeholders) {
            return Script.of(label, content, dialect, placeholders);
        }
    }

    /**
     * Commands for a database of documents: one array of JSON.
     *
     * @param check throws an {@code IllegalArgumentException} if a text is no command
     */
    record Commands(Consumer<String> check) implements ScriptLanguage {

        @Override
        public String suffix() {
            return ".json";
        }

        @Override
        public String otherSuffix() {
            return ".sql";
        }

        @Override
        public String others() {
            return "databases with SQL";
        }

        @Override
        public Script read(String label, String content, Placeholders placeholders) {
            Script read = Script.ofCommands(label, content, placeholders);
            for (ScriptStatement command : read.statements()) {
                try {
                    check.accept(command.sql());
                } catch (IllegalArgumentException wrong) {
                    throw new IllegalArgumentException(
                            label + ", line " + command.line() + ": " + wrong.getMessage(), wrong);
                }
            }
            return read;
        }
    }
}
