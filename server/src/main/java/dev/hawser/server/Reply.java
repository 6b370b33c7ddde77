package dev.hawser.server;

/** The envelope of an answer that has what was asked for. Immutable. */
record Reply(boolean success, Object data, String message) {

    static Reply of(Object data, String message) {
        return new Reply(true, data, message);
    }
}
