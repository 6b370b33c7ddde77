package dev.hawser.migrations;

import java.util.List;

/**
 * Commands of a document database, as a file has them. Immutable.
 *
 * @param commands in order, in extended JSON; one at least
 */
record CommandList(String label, String text, List<Command> commands) implements Body {

    /** {@code line}: where it begins, from 1. */
    record Command(String json, int line) {}

    CommandList {
        commands = List.copyOf(commands);
    }

    @Override
    public MigrationType type() {
        return MigrationType.COMMANDS;
    }

    @Override
    public String checksum() {
        return Checksum.of(text);
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
