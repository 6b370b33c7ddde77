package dev.hawser.config;

import java.util.Locale;

/** What is done about migrations when a database is set up. */
public enum MigrationsOnStart {
    /** Nothing. */
    OFF,
    /** It is set up only if what was applied is what the files say, and nothing is pending or half done. */
    VALIDATE,
    /** What is pending is applied. */
    UP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
