package dev.hawser.spi;

import dev.hawser.DocumentDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database of documents whose server takes commands that are documents themselves, which is all that migrations need of it. What a {@link DatabaseClient} gives
 * implements it, if it can. Thread-safe.
 *
 * <p>A document is a map in its order; its values are {@code String}, {@code Boolean}, numbers, {@code java.util.Date}, lists, maps, null, or types of the engine's own. The
 * name of a command is its first key.
 */
public interface CommandDatabase extends DocumentDatabase {

    /**
     * A command from its text, in the engine's form of JSON. Does not block.
     *
     * @throws IllegalArgumentException if it is not one
     */
    Map<String, @Nullable Object> parse(String json);

    /**
     * Runs a command on the primary. One that writes waits until a majority has it, unless it says otherwise. Blocks for as long as the server takes, without a limit.
     *
     * @return what the server answered
     * @throws dev.hawser.error.DatabaseException if it failed, as a whole or in a part
     */
    Map<String, @Nullable Object> run(Map<String, ? extends @Nullable Object> command);

    /**
     * Runs commands that read and write documents in one transaction: all of them or none. Blocks as {@link #run} does.
     *
     * @return false if the server has no transactions, or none for these; nothing was done then
     * @throws dev.hawser.error.DatabaseException if one failed; none has an effect then, unless it is an {@link dev.hawser.error.OutcomeUnknownException}
     */
    boolean runTogether(List<? extends Map<String, ? extends @Nullable Object>> commands);
}
