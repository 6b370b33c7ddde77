package dev.hawser.config;

/** A text that a source gives under a name. Immutable. */
record Variable(String name, String value, String origin) {

    /** Without the value: it may be secret. */
    @Override
    public String toString() {
        return origin;
    }
}
