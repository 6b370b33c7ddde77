package dev.hawser.migrations;

import java.util.List;

/** What runs when a migration is applied, or when it is undone. Immutable. */
sealed interface Body permits Script, JavaBody {

    /** What it is called in messages and in the history: its file, or its class. */
    String label();

    MigrationType type();

    /** What the history keeps of an undo, so that it works without the file: placeholders are in it, and not their values. Empty if nothing can be kept. */
    String kept();

    /** The same for as long as it does the same. */
    String checksum();

    /** Whether it may run in one transaction with its entry in the history, where the engine can. */
    boolean transactional();

    /** Its statements, as they are shown; one at least. */
    List<String> parts();

    /** Where the statement at {@code index}, from 0, begins in its file, from 1; 0 if it has no lines. */
    int line(int index);

    /** Its file, and the line of the statement at {@code index}. */
    default String place(int index) {
        int line = line(index);
        return line == 0 ? label() : label() + ", line " + line;
    }
}
