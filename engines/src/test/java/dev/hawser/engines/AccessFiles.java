package dev.hawser.engines;

import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as MS Access leaves them. */
final class AccessFiles {

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
}
