package dev.hawser.spi;

/** What an engine can do. What it claims works; what it does not claim is refused with a clear error. */
public enum Capability {
    /** The server itself refuses writes on a read-only connection. */
    READONLY,
    /** Transactions that roll back. */
    TRANSACTIONS,
    /** The database can be created. */
    CREATE_DATABASE,
    /** Extensions can be created. */
    EXTENSIONS,
    /** Schemas within one database. */
    SCHEMAS,
    /** The server limits the time of a statement. */
    STATEMENT_TIMEOUT,
    /** Several hosts, one of which is the primary. */
    REPLICATION,
    /** Encrypted connections. */
    SSL,
    /** Arrays as values. */
    ARRAYS,
    /** The server remembers for a while what became of a transaction, by its id. */
    OUTCOME_BY_ID,
    /** A transaction can write a marker with its commit, by which its outcome is found out. */
    OUTCOME_BY_MARKER
}
