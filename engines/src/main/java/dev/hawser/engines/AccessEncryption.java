package dev.hawser.engines;

import com.healthmarketscience.jackcess.crypt.CryptCodecProvider;
import com.healthmarketscience.jackcess.crypt.InvalidCredentialsException;
import com.healthmarketscience.jackcess.impl.JetFormat;
import com.healthmarketscience.jackcess.impl.PageChannel;
import io.github.spannm.jackcess.impl.CodecHandler;
import io.github.spannm.jackcess.impl.CodecProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes encrypted pages for the driver's Jackcess by means of the other Jackcess, the one that {@code jackcess-encrypt} is made for. The driver's is a copy of
 * that under another name, so the one's pages are the other's. Only loaded for an encrypted file.
 */
final class AccessEncryption {

    private AccessEncryption() {}

    /** How the file's pages are read and written. */
    static CodecProvider of(File file, @Nullable String password) {
        return (unused, charset) -> {
            // It takes the keys from the first page, and needs the file no more.
            try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.READ)) {
                PageChannel pages = new PageChannel(channel, false, JetFormat.getFormat(channel), false);
                return new Pages(new CryptCodecProvider(password).createHandler(pages, charset));
            } catch (InvalidCredentialsException wrong) {
                throw AccessOpener.refused(
                        "password: the file " + file + " " + (password == null ? "needs one" : "has another one"),
                        AccessErrors.WRONG_PASSWORD,
                        wrong);
            }
        };
    }

    private record Pages(com.healthmarketscience.jackcess.impl.CodecHandler handler) implements CodecHandler {

        @Override
        public boolean canEncodePartialPage() {
            return handler.canEncodePartialPage();
        }

        @Override
        public boolean canDecodeInline() {
            return handler.canDecodeInline();
        }

        @Override
        public void decodePage(ByteBuffer inPage, ByteBuffer outPage, int pageNumber) {
            unchecked(() -> {
                handler.decodePage(inPage, outPage, pageNumber);
                return outPage;
            });
        }

        @Override
        public ByteBuffer encodePage(ByteBuffer page, int pageNumber, int pageOffset) {
            return unchecked(() -> handler.encodePage(page, pageNumber, pageOffset));
        }

        private static ByteBuffer unchecked(Work work) {
            try {
                return work.run();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private interface Work {
            ByteBuffer run() throws IOException;
        }
    }
}
