package dev.hawser.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads small text files, and says in words why one cannot be read. */
final class TextFile {

    private TextFile() {}

    /** The text of a file. The message of an {@link IOException} is complete but for the file's name: {@code is a directory, not a file}. */
    static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory, not a file");
        }
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException("must not be read by this user", e);
        } catch (CharacterCodingException e) {
            throw new IOException("is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IOException("cannot be read: " + e.getMessage(), e);
        }
    }
}
