package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The stored bytes of a backup. */
final class Payload {

    private final StoredBackup backup;
    private final Manifest manifest;
    private final @Nullable BackupKey key;

    /** {@code manifest}: that of {@code backup}. */
    Payload(StoredBackup backup, Manifest manifest, @Nullable BackupKey key) {
        this.backup = backup;
        this.manifest = manifest;
        this.key = key;
    }

    /** Reads all of it: every frame, and the SHA-256 of the whole. {@code progress}: is told how many plain bytes came out. */
    void check(LongConsumer progress) throws IOException {
        try (DigestInputStream stored =
                        new DigestInputStream(Files.newInputStream(backup.payload()), Digests.sha256());
                SealedInputStream content = sealed(stored)) {
            long bytes = new CountedInputStream(content, progress).transferTo(OutputStream.nullOutputStream());
            if (bytes != manifest.plainBytes()) {
                throw new DamagedBackupException(
                        "it holds " + bytes + " bytes, and its manifest says " + manifest.plainBytes());
            }
            String sha256 = HexFormat.of().formatHex(stored.getMessageDigest().digest());
            if (!sha256.equals(manifest.sha256())) {
                throw new DamagedBackupException("its SHA-256 is not that of its manifest");
            }
        }
    }

    /** Its content as the tool wrote it. */
    InputStream open(LongConsumer progress) throws IOException {
        InputStream stored = Files.newInputStream(backup.payload());
        try {
            return new CountedInputStream(sealed(stored), progress) {
                @Override
                public void close() throws IOException {
                    try (stored) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException failed) {
            stored.close();
            throw failed;
        }
    }

    private SealedInputStream sealed(InputStream stored) throws IOException {
        SealedInputStream sealed = new SealedInputStream(stored, key);
        SealHeader header = sealed.header();
        boolean same =
                Objects.equals(header.keyId(), manifest.keyId()) && header.compression() == manifest.compression();
        if (!same) {
            sealed.close();
            throw new DamagedBackupException("its header is not that of its manifest");
        }
        return sealed;
    }
}
