package dev.hawser.backups;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A directory without directories in it as a stream, in the form of tar with GNU's way of writing sizes of 8 GiB and more
 * (<a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">Basic Tar Format</a>).
 */
final class TarArchive {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TIME_AT = 136;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final long LARGEST_OCTAL = (1L << 33) - 1;
    private static final int BUFFER = 64 * 1024;

    private TarArchive() {}

    /** Writes the files, {@code first} first. Each is deleted when it is written. */
    static void write(Path directory, String first, OutputStream to) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(files::add);
        }
        files.sort(
                Comparator.comparing((Path file) -> !name(file).equals(first)).thenComparing(TarArchive::name));
        for (Path file : files) {
            long size = Files.size(file);
            to.write(header(name(file), size));
            Files.copy(file, to);
            to.write(new byte[padding(size)]);
            Files.delete(file);
        }
        to.write(new byte[2 * BLOCK]);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static byte[] header(String name, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= NAME_LENGTH) {
            throw new IOException("the name is too long for tar: " + name);
        }
        System.arraycopy(text, 0, header, 0, text.length);
        put(header, MODE_AT, "0000600\0" + "0000000\0" + "0000000\0");
        putSize(header, size);
        put(header, TIME_AT, "00000000000\0");
        put(header, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
        header[TYPE_AT] = '0';
        put(header, MAGIC_AT, "ustar  ");
        put(header, CHECKSUM_AT, String.format("%06o\0 ", sum(header)));
        return header;
    }

    private static void putSize(byte[] header, long size) {
        if (size <= LARGEST_OCTAL) {
            put(header, SIZE_AT, String.format("%011o", size));
            return;
        }
        header[SIZE_AT] = (byte) 0x80;
        for (int i = 0; i < Long.BYTES; i++) {
            header[SIZE_AT + SIZE_LENGTH - 1 - i] = (byte) (size >>> (8 * i));
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static int sum(byte[] header) {
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xFF;
        }
        return sum;
    }

    /** Reads to the end of the stream. */
    static void extract(InputStream from, Path directory) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (byte[] header = block(from); header[0] != 0; header = block(from)) {
            Path file = directory.resolve(checkedName(header));
            long size = size(header);
            try (OutputStream to = Files.newOutputStream(file)) {
                copy(from, to, size, buffer);
            }
            from.skipNBytes(padding(size));
        }
        from.transferTo(OutputStream.nullOutputStream());
    }

    private static byte[] block(InputStream from) throws IOException {
        byte[] block = from.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EOFException("the tar archive ends too soon");
        }
        return block;
    }

    private static String checkedName(byte[] header) throws IOException {
        int length = 0;
        while (length < NAME_LENGTH && header[length] != 0) {
            length++;
        }
        String name = new String(header, 0, length, StandardCharsets.UTF_8);
        if (name.contains("/") || name.startsWith(".")) {
            throw new IOException("the tar archive leads out of its directory: " + name);
        }
        byte[] blank = header.clone();
        put(blank, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
        String told = new String(header, CHECKSUM_AT, 6, StandardCharsets.US_ASCII).strip();
        if (!told.matches("[0-7]+") || Integer.parseInt(told, 8) != sum(blank)) {
            throw new IOException("the tar archive is damaged at the file " + name);
        }
        return name;
    }

    private static long size(byte[] header) {
        if ((header[SIZE_AT] & 0x80) == 0) {
            return Long.parseLong(new String(header, SIZE_AT, SIZE_LENGTH - 1, StandardCharsets.US_ASCII).strip(), 8);
        }
        long size = 0;
        for (byte one : Arrays.copyOfRange(header, SIZE_AT + SIZE_LENGTH - Long.BYTES, SIZE_AT + SIZE_LENGTH)) {
            size = size << 8 | (one & 0xFF);
        }
        return size;
    }

    private static void copy(InputStream from, OutputStream to, long size, byte[] buffer) throws IOException {
        for (long left = size; left > 0; ) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the tar archive ends too soon");
            }
            to.write(buffer, 0, read);
            left -= read;
        }
    }
}
