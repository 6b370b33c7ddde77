package dev.hawser.migrations;

import java.util.List;

/**
 * Commands of a document database, as a file has them. Immutable.
 *
 * @param source as it was read, without a byte order mark; this is what checksums are of
 * @param text what runs: the source with values in the places of its placeholders
 * @param commands in order, in extended JSON; one at least
 */
record CommandList(String label, String source, String text, List<Command> commands) implements Body {

    /** {@code line}: where it begins, from 1. */
    record Command(String json, int line) {}

    CommandList {
        commands = List.copyOf(commands);
    }

    /**
     * Reads an array of commands.
     *
     * @throws IllegalArgumentException if it cannot be used: its message begins with {@code label} and the line
     */
    static CommandList of(String label, String content, Placeholders placeholders) {
        String source = Script.withoutMark(content);
        String text = placeholders.replaced(label, source);
        List<Command> commands = CommandSplitter.split(label, text);
        if (commands.isEmpty()) {
            throw new IllegalArgumentException(
                    label + ": no command is in it; write one, or take the file away if it was never applied");
        }
        return new CommandList(label, source, text, commands);
    }

    @Override
    public MigrationType type() {
        return MigrationType.COMMANDS;
    }

    @Override
    public String checksum() {
        return Checksum.of(source);
    }

    @Override
    public boolean transactional() {
        return false;
    }

    @Override
    public List<String> parts() {
        return commands.stream().map(Command::json).toList();
    }

    @Override
    public int line(int index) {
        return commands.get(index).line();
    }
}
