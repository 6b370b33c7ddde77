package dev.hawser.backups;

import dev.hawser.Database;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Secret;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a backup is taken from, or restored into. Immutable.
 *
 * @param config how the database is configured
 * @param database the open database, for questions; helpers of it go to its primary, whatever {@code host} says
 * @param host what the tool is to connect to: a replica, if there is one that is available; the primary, if something is restored
 * @param role what the host was taken for
 * @param user null for none
 * @param password null for none; it goes to tools in a file of {@code temporary}, never as an argument
 * @param temporary an empty directory that only this user may read, on this machine's temporary disk: for small files. It is deleted with all that is in it
 * @param staging an empty directory beside the backups, for files as big as the database. It is deleted with all that is in it. Nothing in it is encrypted, so it is for engines
 *     that cannot do without
 * @param jobs how many the tool may do at a time, from 1
 * @param progress is told how many bytes were read or written so far, where they do not go through the stream
 */
record BackupSite(
        DatabaseConfig config,
        Database database,
        HostSpec host,
        HostRole role,
        @Nullable String user,
        @Nullable Secret password,
        Path temporary,
        Path staging,
        int jobs,
        LongConsumer progress) {}
