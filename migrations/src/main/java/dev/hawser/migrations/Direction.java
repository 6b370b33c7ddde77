package dev.hawser.migrations;

/** Which way a step goes. */
public enum Direction {
    /** It is applied. */
    UP,
    /** It is undone. */
    DOWN
}
