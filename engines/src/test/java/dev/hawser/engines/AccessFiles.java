package dev.hawser.engines;

import com.healthmarketscience.jackcess.crypt.CryptCodecProvider;
import com.healthmarketscience.jackcess.impl.CodecHandler;
import com.healthmarketscience.jackcess.impl.JetFormat;
import com.healthmarketscience.jackcess.impl.PageChannel;
import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Files as MS Access leaves them. */
final class AccessFiles {

    private static final int KEY_AT = 62;
    private static final int PASSWORD_AT = 66;

    private AccessFiles() {}

    static Path empty(Path file) throws IOException {
        Database.FileFormat format =
                AccessEngine.isAccdb(file.toString()) ? Database.FileFormat.V2010 : Database.FileFormat.V2003;
        new DatabaseBuilder()
                .withFile(file.toFile())
                .withFileFormat(format)
                .create()
                .close();
        return file;
    }

    /** A file with a database password, which is not encrypted. The password is kept masked, and so is its absence: zeros. */
    static Path withPassword(Path file, String password) throws IOException {
        byte[] content = Files.readAllBytes(empty(file));
        byte[] text = password.getBytes(StandardCharsets.UTF_16LE);
        for (int i = 0; i < text.length; i++) {
            content[PASSWORD_AT + i] ^= text[i];
        }
        return Files.write(file, content);
    }

    /** A file of MS Access 2003 that is encrypted, and has a password. */
    static Path encrypted(Path file, String password) throws IOException {
        byte[] content = Files.readAllBytes(withPassword(file, password));
        content[KEY_AT] ^= 0x5a; // no key, like no password, is kept as masked zeros
        content[KEY_AT + 1] ^= 0x21;
        Files.write(file, content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            JetFormat format = JetFormat.getFormat(channel);
            CodecHandler codec = new CryptCodecProvider()
                    .createHandler(new PageChannel(channel, false, format, false), format.CHARSET);
            for (int page = 1; page < content.length / format.PAGE_SIZE; page++) {
                int start = page * format.PAGE_SIZE;
                ByteBuffer plain = ByteBuffer.wrap(Arrays.copyOfRange(content, start, start + format.PAGE_SIZE));
                channel.write(codec.encodePage(plain.order(ByteOrder.LITTLE_ENDIAN), page, 0), start);
            }
        }
        return file;
    }
}
