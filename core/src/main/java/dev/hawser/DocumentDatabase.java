package dev.hawser;

/**
 * A database of documents, which its driver's own client pools, watches and fails over. Thread-safe.
 *
 * <p>It has what every database has. What can be done with its documents is the driver's to say: each engine extends this with a typed door to that, such as {@code
 * dev.hawser.engines.MongodbDatabase}; {@link DatabaseManager#document(String, Class)} gives it.
 *
 * <p>Its {@link #pool()} tells what the client does. It cannot be held back or changed while it runs: {@code resize}, {@code suspend}, {@code drain}, {@code flush} and {@link
 * #pause} are {@link dev.hawser.error.ErrorCategory#REFUSED refused}.
 */
public interface DocumentDatabase extends Database {}
