package dev.hawser.migrations;

/** How a statement goes together with a transaction, which decides how it is journalled. */
enum StatementKind {
    /** It shares a transaction with its entry in the journal, so it is done exactly once. */
    TRANSACTIONAL,
    /** It commits by itself, or may be in no transaction. Whether it is done can be told from the schema. */
    COMMITS,
    /** It commits by itself or cannot be rolled back, and nobody can tell afterwards whether it is done. */
    UNKNOWABLE,
    /** It changes the session, and is run again when a run is resumed behind it. */
    SESSION,
    /** It makes a table that only the session has, and that is lost with it. */
    TEMPORARY,
    /** It says where transactions begin or end, or locks tables, both of which is done for it: it is left out. */
    LEFT_OUT,
    /** It would take back what belongs to the journal, or give the lock away. */
    REFUSED
}
