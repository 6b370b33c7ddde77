package dev.hawser.migrations;

import dev.hawser.ScratchDatabase;

/** Drops a scratch database when the process is asked to end, as by Ctrl-C, before it is closed. For one thread. */
final class DropAtExit implements AutoCloseable {

    private final Thread hook;

    DropAtExit(ScratchDatabase scratch) {
        hook = new Thread(scratch::close, "hawser-scratch-drop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // it runs, and whoever closes the database next finds it closed
        }
    }
}
