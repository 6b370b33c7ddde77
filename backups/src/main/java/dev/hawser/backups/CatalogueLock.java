package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to change what is in the catalogue of one database: one process has it, and one thread in it. The kernel takes it from a process that dies.
 */
final class CatalogueLock implements AutoCloseable {

    static final String FILE = ".lock";

    /** Behind what is written in the file, so that others can read it on systems whose locks forbid that. */
    private static final long LOCKED_BYTE = 1L << 40;

    private static final int LONGEST_NAME = 200;

    /** Those of this process: a lock of the kernel's is the process's, and a second one on the same file would end the first when it is closed. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private CatalogueLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes it, if nobody has it. Does not wait: who has it may be busy for hours.
     *
     * @param purpose such as {@code taking a backup}, for others to be told
     * @throws BackupException if somebody has it
     */
    static CatalogueLock take(Path directory, String database, String purpose) throws IOException {
        Path file = directory.toRealPath().resolve(FILE);
        if (!OWN.add(file)) {
            throw busy(database, "this process");
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = OwnFile.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw busy(database, holder(channel));
            }
            String name = "process " + ProcessHandle.current().pid() + ", " + purpose + " since "
                    + Instant.now().truncatedTo(ChronoUnit.SECONDS);
            channel.truncate(0).write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), 0);
            held = true;
            return new CatalogueLock(file, channel);
        } finally {
            if (!held) {
                if (channel != null) {
                    channel.close();
                }
                OWN.remove(file);
            }
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(LONGEST_NAME);
        channel.read(name, 0);
        String text = StandardCharsets.UTF_8.decode(name.flip()).toString().strip();
        return text.isEmpty() ? "another process" : text;
    }

    private static BackupException busy(String database, String holder) {
        return new BackupException(
                ErrorCategory.REFUSED,
                "the backups of " + database + " are being changed by " + holder,
                database,
                "There is one backup of a database at a time; try again when that one is done",
                null);
    }

    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException gone) {
            // The lock ends with the descriptor, which is closed even so, or with the process.
        } finally {
            OWN.remove(file);
        }
    }
}
