package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Messages as packets of at most 4096 bytes: MS-TDS 2.2.3. One thread may read while another writes. */
final class TdsChannel {

    static final int PACKET_SIZE = 4096;
    static final int HEADER = 8;

    static final int END_OF_MESSAGE = 0x01;
    private static final int SPID = 51;

    private final DataInputStream in;
    private final OutputStream out;

    TdsChannel(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Blocks until a whole message is there. */
    TdsMessage read() throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int type;
        int status;
        do {
            type = in.readUnsignedByte();
            status = in.readUnsignedByte();
            int length = in.readUnsignedShort();
            in.readInt(); // process, packet number, window
            if (length < HEADER) {
                throw new IOException("a packet of " + length + " bytes");
            }
            byte[] part = new byte[length - HEADER];
            in.readFully(part);
            payload.write(part);
        } while ((status & END_OF_MESSAGE) == 0);
        return new TdsMessage(type, payload.toByteArray());
    }

    /** Sends a response. */
    void respond(byte[] payload) throws IOException {
        send(TdsMessage.RESPONSE, payload);
    }

    /** Sends a message, in as many packets as it needs. */
    void send(int type, byte[] payload) throws IOException {
        int sent = 0;
        int number = 1;
        do {
            int size = Math.min(PACKET_SIZE - HEADER, payload.length - sent);
            boolean last = sent + size == payload.length;
            ByteBuffer packet = ByteBuffer.allocate(HEADER + size)
                    .put((byte) type)
                    .put((byte) (last ? END_OF_MESSAGE : 0))
                    .putShort((short) (HEADER + size))
                    .putShort((short) SPID)
                    .put((byte) number++)
                    .put((byte) 0)
                    .put(payload, sent, size);
            out.write(packet.array());
            sent += size;
        } while (sent < payload.length);
        out.flush();
    }
}
