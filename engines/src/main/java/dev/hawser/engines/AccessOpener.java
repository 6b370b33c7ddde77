package dev.hawser.engines;

import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import io.github.spannm.jackcess.DateTimeType;
import io.github.spannm.jackcess.impl.CodecProvider;
import io.github.spannm.jackcess.impl.UnsupportedCodecException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Objects;
import net.ucanaccess.jdbc.IJackcessOpenerInterface;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file for the driver, which makes it by its name; no application needs it. The driver's own falls back to reading where it cannot write, and knows no
 * encryption. Thread-safe.
 */
public class AccessOpener implements IJackcessOpenerInterface {

    private static final int SIGNATURE_AT = 4;
    private static final int SIGNATURE_LENGTH = 15;

    private final boolean readonly;

    /** For the driver. */
    public AccessOpener() {
        this(false);
    }

    private AccessOpener(boolean readonly) {
        this.readonly = readonly;
    }

    /** Opens a file so that it cannot be written. */
    public static final class ReadOnly extends AccessOpener {

        /** For the driver. */
        public ReadOnly() {
            super(true);
        }
    }

    @Override
    public Database open(File file, @Nullable String password) throws IOException {
        return open(file, password, null);
    }

    @Override
    public Database open(File file, @Nullable String password, @Nullable Charset charset) throws IOException {
        requireAccess(file);
        Database database;
        boolean checked = false;
        try {
            database = builder(file, charset).open();
        } catch (UnsupportedCodecException encrypted) {
            database = decrypted(file, password, charset);
            checked = AccessEngine.isAccdb(file.getName()); // an .mdb is encrypted with a key that stands in it
        } catch (IOException | RuntimeException damaged) {
            throw refused("the file " + file + " is damaged: " + damaged.getMessage(), AccessErrors.DAMAGED, damaged);
        }
        try {
            if (!checked) {
                requirePassword(database, file, password);
            }
            database.setDateTimeType(DateTimeType.LOCAL_DATE_TIME);
            AccessHandles.opened(file, database);
            return database;
        } catch (IOException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    private DatabaseBuilder builder(File file, @Nullable Charset charset) {
        return new DatabaseBuilder()
                .withFile(file)
                .withAutoSync(false)
                .withCharset(charset)
                .withReadOnly(readonly);
    }

    private Database decrypted(File file, @Nullable String password, @Nullable Charset charset) throws IOException {
        try {
            CodecProvider codec = AccessEncryption.of(file, password);
            return builder(file, charset).withCodecProvider(codec).open();
        } catch (NoClassDefFoundError missing) {
            throw refused(
                    "the file " + file
                            + " is encrypted; to read it add com.healthmarketscience.jackcess:jackcess-encrypt"
                            + " to the class path",
                    AccessErrors.CANNOT_OPEN,
                    missing);
        }
    }

    /** A file that is not encrypted may have a password all the same, which stands in it and only asks to be respected. */
    private static void requirePassword(Database database, File file, @Nullable String password) throws IOException {
        String wanted = database.getDatabasePassword();
        if (!Objects.equals(wanted, password)) {
            String why = wanted == null ? "has none" : password == null ? "needs one" : "has another one";
            throw refused("password: the file " + file + " " + why, AccessErrors.WRONG_PASSWORD, null);
        }
    }

    private static void requireAccess(File file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file.toPath())) {
            start = in.readNBytes(SIGNATURE_AT + SIGNATURE_LENGTH);
        }
        String signature = new String(start, StandardCharsets.US_ASCII);
        if (!signature.endsWith("Standard Jet DB") && !signature.endsWith("Standard ACE DB")) {
            throw refused("the file " + file + " is not an MS Access database", AccessErrors.CANNOT_OPEN, null);
        }
    }

    /** The driver hands on the message and the cause; the state in the cause is what says what it means. */
    static IOException refused(String message, String sqlState, @Nullable Throwable cause) {
        return new IOException(message, new SQLException(message, sqlState, cause));
    }
}
