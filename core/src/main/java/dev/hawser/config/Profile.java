package dev.hawser.config;

import java.util.Locale;

/** Where the application runs. It decides a few defaults: pool size, health interval, echo, SSL to remote hosts, and whether a URL is required. */
public enum Profile {
    /** On a developer's machine. */
    DEVELOPMENT,
    /** Where users are. */
    PRODUCTION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
