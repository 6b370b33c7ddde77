package dev.hawser.testkit.tds;

/** What a server says to encryption. */
public enum Encryption {
    /** It has none. */
    NONE,
    /** It does as the client wishes; the login is always encrypted. */
    OPTIONAL,
    /** It insists. */
    REQUIRED
}
