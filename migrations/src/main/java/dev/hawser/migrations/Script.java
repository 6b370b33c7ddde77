package dev.hawser.migrations;

import dev.hawser.spi.jdbc.MalformedScriptException;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A script, read. Immutable.
 *
 * @param label what it is called in messages: its file
 * @param type SQL or commands
 * @param source as it was read, without a byte order mark; this is what checksums are of, so that they do not depend on where it runs
 * @param text what runs: the source with values in the places of its placeholders
 * @param statements in order; one at least
 * @param transactional whether it may run in a transaction: not if a line {@code -- hawser:transaction=false} is before its first statement
 */
record Script(
        String label,
        MigrationType type,
        String source,
        String text,
        List<ScriptStatement> statements,
        boolean transactional)
        implements Body {

    private static final Pattern OPTION = Pattern.compile("--\\s*hawser:(\\S*?)\\s*=\\s*(\\S*)\\s*");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** As below, without placeholders. */
    static Script of(String label, String content, SqlDialect dialect) {
        return of(label, content, dialect, Placeholders.NONE);
    }

    /**
     * Reads a script of SQL.
     *
     * @throws IllegalArgumentException if it cannot be used: its message begins with {@code label} and, where it can be told, the line
     */
    static Script of(String label, String content, SqlDialect dialect, Placeholders placeholders) {
        String source = withoutMark(content);
        String text = placeholders.replaced(label, source);
        List<ScriptStatement> statements;
        try {
            statements = SqlScript.split(text, dialect);
        } catch (MalformedScriptException malformed) {
            throw new IllegalArgumentException(label + ", " + malformed.getMessage(), malformed);
        }
        requireOne(label, statements);
        return new Script(
                label,
                MigrationType.SQL,
                source,
                text,
                statements,
                transactional(label, text, statements.get(0).line()));
    }

    /**
     * Reads a script of commands: an array of JSON. It never runs in a transaction.
     *
     * @throws IllegalArgumentException as above
     */
    static Script ofCommands(String label, String content, Placeholders placeholders) {
        String source = withoutMark(content);
        String text = placeholders.replaced(label, source);
        List<ScriptStatement> commands = CommandSplitter.split(label, text);
        requireOne(label, commands);
        return new Script(label, MigrationType.COMMANDS, source, text, commands, false);
    }

    /** The same, which may run in a transaction or not. */
    Script transactional(boolean allowed) {
        return new Script(label, type, source, text, statements, allowed);
    }

    private static String withoutMark(String content) {
        return content.startsWith(BYTE_ORDER_MARK) ? content.substring(1) : content;
    }

    private static void requireOne(String label, List<ScriptStatement> statements) {
        if (statements.isEmpty()) {
            throw new IllegalArgumentException(
                    label + ": no statement is in it; write one, or take the file away if it was never applied");
        }
    }

    private static boolean transactional(String label, String text, int firstStatement) {
        boolean transactional = true;
        int line = 0;
        for (String candidate : text.lines().limit(firstStatement - 1L).toList()) {
            line++;
            Matcher option = OPTION.matcher(candidate.strip());
            if (option.matches()) {
                transactional = transactional(label + ", line " + line, option.group(1), option.group(2));
            }
        }
        return transactional;
    }

    private static boolean transactional(String place, String option, String value) {
        if (!option.equals("transaction")) {
            throw new IllegalArgumentException(
                    place + ": the option \"" + option + "\" is unknown; there is transaction=true or false");
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        place + ": transaction: expected true or false, not \"" + value + "\"");
        };
    }

    /** The source, which says itself that it runs in no transaction if that was said beside it. */
    @Override
    public String kept() {
        boolean said = type == MigrationType.COMMANDS
                || transactional(label, source, statements.get(0).line()) == transactional;
        return said ? source : "-- hawser:transaction=" + transactional + "\n" + source;
    }

    /** SHA-256 of the source, however its lines end. */
    @Override
    public String checksum() {
        return Checksum.of(source);
    }

    @Override
    public List<String> parts() {
        return statements.stream().map(ScriptStatement::sql).toList();
    }

    @Override
    public int line(int index) {
        return statements.get(index).line();
    }

    /** What Flyway notes of the same file: CRC-32 of its lines without their ends. */
    int flywayChecksum() {
        CRC32 crc = new CRC32();
        source.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
