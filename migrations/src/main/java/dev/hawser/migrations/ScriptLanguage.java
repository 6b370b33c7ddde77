package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;

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
    Body read(String label, String content, Placeholders placeholders);

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
        public Body read(String label, String content, Placeholders placeholders) {
            return Script.of(label, content, dialect, placeholders);
        }
    }

    /** Commands for a database of documents: one array of JSON. */
    record Commands() implements ScriptLanguage {

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
        public Body read(String label, String content, Placeholders placeholders) {
            return CommandList.of(label, content, placeholders);
        }
    }
}
