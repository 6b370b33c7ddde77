package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.BackupCompression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Whatever happens to a sealed file, what comes out of it is what went in, or an error. */
class SealedStreamProperties {

    private static final int FRAME = SealHeader.FRAME_BYTES;

    @Property(tries = 20)
    void sealed_isOpened_asItWas(
            @ForAll BackupCompression compression,
            @ForAll boolean encrypted,
            @ForAll @IntRange(max = 2 * FRAME + 1) int length,
            @ForAll @IntRange(min = 1, max = 100_000) int pieces,
            @ForAll long seed)
            throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] plain = content(length, seed);
        assertThat(Sealing.open(Sealing.seal(plain, compression, key, pieces), key))
                .isEqualTo(plain);
    }

    /** Sizes at which frames are full to the last byte are where ends are told wrongly. */
    @Property(tries = 12)
    void sealed_endsWithAFullFrame_isOpenedAsItWas(
            @ForAll boolean encrypted,
            @ForAll @IntRange(max = 2) int frames,
            @ForAll @IntRange(min = -1, max = 1) int more)
            throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] plain = content(Math.max(0, frames * FRAME + more), 1);
        assertThat(Sealing.open(Sealing.seal(plain, BackupCompression.NONE, key, plain.length + 1), key))
                .isEqualTo(plain);
    }

    @Property(tries = 60)
    void oneBitFlipped_anywhere_isTold(
            @ForAll BackupCompression compression,
            @ForAll boolean encrypted,
            @ForAll @IntRange(max = Integer.MAX_VALUE) int bit)
            throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] sealed = large(compression, key);
        int place = bit % (sealed.length * 8);
        sealed[place / 8] ^= (byte) (1 << place % 8);
        assertRefused(sealed, key);
    }

    @Property(tries = 40)
    void cut_anywhere_isTold(
            @ForAll BackupCompression compression,
            @ForAll boolean encrypted,
            @ForAll @IntRange(max = Integer.MAX_VALUE) int at)
            throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] sealed = large(compression, key);
        assertRefused(Arrays.copyOf(sealed, at % sealed.length), key);
    }

    @Property(tries = 40)
    void frames_swappedRepeatedLeftOutOrFromAnotherFile_areTold(
            @ForAll boolean encrypted,
            @ForAll @IntRange(max = 3) int what,
            @ForAll @IntRange(max = 4) int first,
            @ForAll @IntRange(max = 4) int second)
            throws IOException {
        BackupKey key = encrypted ? Keys.key() : null;
        byte[] plain = content(4 * FRAME + 100, 5); // five frames
        byte[] sealed = Sealing.seal(plain, BackupCompression.NONE, key, FRAME);
        List<byte[]> frames = frames(sealed);
        assertThat(frames).hasSize(5);
        List<byte[]> changed = new ArrayList<>(frames);
        switch (what) {
            case 0 -> Collections.swap(changed, first, second);
            case 1 -> changed.add(first, frames.get(second));
            case 2 -> changed.remove(first);
            default ->
                changed.set(
                        first,
                        frames(Sealing.seal(plain, BackupCompression.NONE, key, FRAME))
                                .get(first));
        }
        if (!(what == 0 && first == second)) {
            assertRefused(joined(sealed, changed), key);
        }
    }

    private static List<byte[]> frames(byte[] sealed) {
        List<byte[]> frames = new ArrayList<>();
        int at = SealHeader.BYTES;
        while (at < sealed.length) {
            int length = Integer.BYTES + (ByteBuffer.wrap(sealed, at, 4).getInt() & Integer.MAX_VALUE);
            frames.add(Arrays.copyOfRange(sealed, at, at + length));
            at += length;
        }
        return frames;
    }

    private static byte[] joined(byte[] sealed, List<byte[]> frames) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(sealed, 0, SealHeader.BYTES);
        frames.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static void assertRefused(byte[] sealed, @Nullable BackupKey key) {
        assertThatThrownBy(() -> Sealing.open(sealed, key))
                .isInstanceOfAny(DamagedBackupException.class, WrongKeyException.class);
    }

    private static byte[] large(BackupCompression compression, @Nullable BackupKey key) throws IOException {
        return Sealing.seal(content(FRAME + FRAME / 2, 3), compression, key, 10_000);
    }

    /** Half of it compresses. */
    private static byte[] content(int length, long seed) {
        byte[] content = new byte[length];
        byte[] noise = new byte[length / 2];
        new Random(seed).nextBytes(noise);
        System.arraycopy(noise, 0, content, 0, noise.length);
        return content;
    }

    /** Seals and opens in memory. */
    static final class Sealing {

        private Sealing() {}

        static byte[] seal(byte[] plain, BackupCompression compression, @Nullable BackupKey key, int pieces)
                throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (SealedOutputStream sealing = new SealedOutputStream(out, compression, key)) {
                for (int at = 0; at < plain.length; at += pieces) {
                    sealing.write(plain, at, Math.min(pieces, plain.length - at));
                }
                sealing.finish();
                assertThat(sealing.plainBytes()).isEqualTo(plain.length);
            }
            return out.toByteArray();
        }

        static byte[] open(byte[] sealed, @Nullable BackupKey key) throws IOException {
            try (SealedInputStream opened = new SealedInputStream(new ByteArrayInputStream(sealed), key)) {
                return opened.readAllBytes();
            }
        }
    }
}
