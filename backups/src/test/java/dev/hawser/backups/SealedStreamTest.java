package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.backups.SealedStreamProperties.Sealing;
import dev.hawser.config.BackupCompression;
import dev.hawser.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedStreamTest {

    private static final byte[] TEXT = "one line to every database".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({"ZSTD,true", "ZSTD,false", "GZIP,true", "GZIP,false", "NONE,true", "NONE,false"})
    void everyBit_andEveryCut_isTold(BackupCompression compression, boolean encrypted) throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] sealed = Sealing.seal(TEXT, compression, key, 7);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Sealing.open(changed, key))
                    .as("bit %d", bit)
                    .isInstanceOfAny(DamagedBackupException.class, WrongKeyException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> Sealing.open(cut, key))
                    .as("cut at %d", length)
                    .isInstanceOf(DamagedBackupException.class);
        }
        assertThatThrownBy(() -> Sealing.open(Arrays.copyOf(sealed, sealed.length + 1), key))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("after its last frame");
    }

    @Test
    void wrongKey_orNone_isTold_withTheKeyThatIsNeeded() throws IOException {
        BackupKey key = Keys.key();
        BackupKey other = Keys.key();
        byte[] sealed = Sealing.seal(TEXT, BackupCompression.ZSTD, key, 7);
        assertThatThrownBy(() -> Sealing.open(sealed, other))
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining(key.id())
                .hasMessageContaining(other.id());
        assertThatThrownBy(() -> Sealing.open(sealed, null))
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining(key.id())
                .hasMessageContaining("no key is configured");
    }

    @Test
    void encrypted_showsNothingOfItsContent_andIsAnotherFileEachTime() throws IOException {
        BackupKey key = Keys.key();
        byte[] sealed = Sealing.seal(TEXT, BackupCompression.NONE, key, 7);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("line", "database");
        assertThat(sealed).isNotEqualTo(Sealing.seal(TEXT, BackupCompression.NONE, key, 7));
    }

    @Test
    void closedWithoutFinish_isTold() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealedOutputStream sealing = new SealedOutputStream(out, BackupCompression.ZSTD, null)) {
            sealing.write(new byte[3 * SealHeader.FRAME_BYTES]);
        }
        assertThatThrownBy(() -> Sealing.open(out.toByteArray(), null))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void interrupted_endsWritingAndReading_andKeepsTheInterrupt() throws IOException {
        byte[] sealed = Sealing.seal(TEXT, BackupCompression.ZSTD, null, 7);
        try (SealedOutputStream sealing =
                        new SealedOutputStream(OutputStream.nullOutputStream(), BackupCompression.ZSTD, null);
                SealedInputStream opened = new SealedInputStream(new ByteArrayInputStream(sealed), null)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sealing.write(TEXT)).isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(opened::readAllBytes).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    /** What a later version must still be able to open: this never changes. */
    @Test
    void sealedLongAgo_isOpened() throws IOException {
        BackupKey key = BackupKey.of(Secret.of(Base64.getEncoder().encodeToString(new byte[BackupKey.BYTES])));
        assertThat(key.id()).isEqualTo("adccc9d95037246a");
        byte[] sealed = HexFormat.of()
                .parseHex(
                        "48415753455242010101000000040000adccc9d95037246aceb2f405fd7a69e64b1cd9070a670703fb137eacb450b39c7cce"
                                + "9cde07431da180000033e92e70fca638face6491bc3f08a5ba9465621d541ac1594380a64a4fb1aff6b48160b0a60be0a2e7"
                                + "98da728369a7c4203cfdde");
        assertThat(Sealing.open(sealed, key)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"not base64!", "c2hvcnQ="})
    void key_thatIsNone_isRefused_andNotShown(String text) {
        assertThatThrownBy(() -> BackupKey.of(Secret.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(text)
                .hasNoCause();
    }
}
