package dev.hawser.spi.jdbc;

/** A script whose statements cannot be told apart. */
public final class MalformedScriptException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * A script that is wrong at a line, from 1.
     *
     * @param problem what is wrong there, and what to change
     */
    public MalformedScriptException(int line, String problem) {
        super("line " + line + ": " + problem);
        this.line = line;
    }

    /** Where it is wrong, from 1. */
    public int line() {
        return line;
    }
}
