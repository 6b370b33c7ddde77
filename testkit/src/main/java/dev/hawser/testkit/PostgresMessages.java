package dev.hawser.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads along on a connection to PostgreSQL (protocol 3): which SQL each {@code Query} and {@code Execute} runs, also when the statement was prepared long
 * before, and what the server says was done. Sees nothing once the connection is encrypted. For one thread in
 * each direction.
 */
public final class PostgresMessages implements WireProtocol.Reader {

    /** For {@link TcpProxy#to(dev.hawser.HostSpec, WireProtocol)}. */
    public static final WireProtocol PROTOCOL = PostgresMessages::new;

    // Instead of a version, the first message may say one of these.
    private static final int CANCEL = 80877102;
    private static final int SSL = 80877103;
    private static final int GSS_ENCRYPTION = 80877104;

    // A connection may also begin with TLS at once; this is its first byte.
    private static final int TLS_HANDSHAKE = 0x16;

    private static final String REQUESTS_TO_KEEP = "QPBEC";
    private static final String ANSWERS_TO_KEEP = "CZ";

    private final PostgresFrames requests = new PostgresFrames(false, REQUESTS_TO_KEEP);
    private final PostgresFrames answers = new PostgresFrames(true, ANSWERS_TO_KEEP);

    // By the names that the client gave them; "" is the unnamed one. Only the client's direction uses these.
    private final Map<String, String> statements = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();

    private volatile boolean encryptionAsked;
    private volatile boolean opaque;

    /** For a new connection. */
    public PostgresMessages() {}

    @Override
    public List<WireMessage> read(Direction direction, ByteBuffer bytes) {
        List<WireMessage> messages = new ArrayList<>();
        if (direction == Direction.TO_SERVER) {
            readRequests(bytes, messages);
        } else {
            readAnswers(bytes, messages);
        }
        return messages;
    }

    private void readRequests(ByteBuffer bytes, List<WireMessage> messages) {
        if (requests.isAtStart() && bytes.hasRemaining() && bytes.get(bytes.position()) == TLS_HANDSHAKE) {
            opaque = true;
        }
        while (!opaque) {
            MessageFrames.Frame frame = requests.next(bytes);
            if (frame == null) {
                return;
            }
            if (frame.type() == PostgresFrames.UNTYPED) {
                begin(frame.body());
            } else {
                messages.add(request(frame));
            }
        }
    }

    /** What the client begins with, which has no type. */
    private void begin(byte[] body) {
        switch (body.length < Integer.BYTES ? CANCEL : ByteBuffer.wrap(body).getInt()) {
            case SSL, GSS_ENCRYPTION -> encryptionAsked = true;
            case CANCEL -> opaque = true;
            default -> requests.typedFromNowOn();
        }
    }

    private void readAnswers(ByteBuffer bytes, List<WireMessage> messages) {
        if (encryptionAsked && !opaque && bytes.hasRemaining()) {
            encryptionAsked = false;
            opaque = bytes.get() != 'N'; // one byte: N for no
        }
        while (!opaque) {
            MessageFrames.Frame frame = answers.next(bytes);
            if (frame == null) {
                return;
            }
            messages.add(answer(frame));
        }
    }

    private WireMessage request(MessageFrames.Frame frame) {
        Fields fields = new Fields(frame.body());
        return switch (frame.type()) {
            case 'Q' -> request("Query", fields.text(), true, frame);
            case 'P' -> {
                String name = fields.text();
                String sql = fields.text();
                statements.put(name, sql);
                yield request("Parse", sql, false, frame);
            }
            case 'B' -> {
                String portal = fields.text();
                String sql = statements.getOrDefault(fields.text(), "");
                portals.put(portal, sql);
                yield request("Bind", sql, false, frame);
            }
            case 'E' -> request("Execute", portals.getOrDefault(fields.text(), ""), true, frame);
            case 'C' -> {
                (fields.one() == 'S' ? statements : portals).remove(fields.text());
                yield request("Close", "", false, frame);
            }
            case 'S' -> request("Sync", "", false, frame);
            default -> request(String.valueOf(frame.type()), "", false, frame);
        };
    }

    private static WireMessage request(String type, String sql, boolean runs, MessageFrames.Frame frame) {
        return new WireMessage(Direction.TO_SERVER, type, sql, runs && SqlCommits.in(sql), frame.start());
    }

    private static WireMessage answer(MessageFrames.Frame frame) {
        Fields fields = new Fields(frame.body());
        return switch (frame.type()) {
            case 'C' -> {
                String done = fields.text();
                yield answer("CommandComplete", done, done.startsWith("COMMIT"), frame);
            }
            case 'Z' -> answer("ReadyForQuery", String.valueOf(fields.one()), false, frame);
            default -> answer(String.valueOf(frame.type()), "", false, frame);
        };
    }

    private static WireMessage answer(String type, String text, boolean commit, MessageFrames.Frame frame) {
        return new WireMessage(Direction.TO_CLIENT, type, text, commit, frame.start());
    }

    /** The fields of a message. What is missing reads as empty: long ones are kept in part. */
    private static final class Fields {

        private final byte[] body;
        private int position;

        Fields(byte[] body) {
            this.body = body;
        }

        /** Up to the next zero. */
        String text() {
            int start = position;
            while (position < body.length && body[position] != 0) {
                position++;
            }
            return new String(body, start, position++ - start, StandardCharsets.UTF_8);
        }

        char one() {
            return position < body.length ? (char) body[position++] : ' ';
        }
    }
}
