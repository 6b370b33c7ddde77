package dev.hawser.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads along on a connection to MySQL or MariaDB (<a href="https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html">client/server protocol</a>): which SQL each
 * command runs, also when it was prepared long before, and whether the server confirms a commit. Sees nothing once the connection is encrypted or compressed. For one thread
 * in each direction.
 */
public final class MysqlMessages implements WireProtocol.Reader {

    /** For {@link TcpProxy#to(dev.hawser.HostSpec, WireProtocol)}. */
    public static final WireProtocol PROTOCOL = MysqlMessages::new;

    // The first bytes of commands.
    private static final int QUERY = 0x03;
    private static final int PREPARE = 0x16;
    private static final int EXECUTE = 0x17;
    private static final int LONG_DATA = 0x18;
    private static final int CLOSE = 0x19;
    private static final int QUIT = 0x01;

    // The first bytes of answers.
    private static final int OK = 0x00;
    private static final int END = 0xfe;
    private static final int ERROR = 0xff;

    private static final int LONGEST_END = 9;

    /** For the statement that was prepared last, perhaps in a command that is not answered yet: an extension of MariaDB. */
    private static final int LAST = -1;

    /** A client that wants TLS says so in a message without a user. */
    private static final int SSL_REQUEST_LENGTH = 32;

    private final MysqlFrames requests = new MysqlFrames();
    private final MysqlFrames answers = new MysqlFrames();

    /** Commands that were sent and not yet answered. */
    private final Queue<Command> unanswered = new ConcurrentLinkedQueue<>();

    private final Map<Integer, String> prepared = new ConcurrentHashMap<>();
    private volatile boolean opaque;

    // Only the client's direction uses this.
    private String lastPrepared = "";

    // Only the server's direction uses these.
    private @Nullable Command answered;
    private boolean answerEnded = true;
    private int lastNumber;

    private record Command(int code, String sql, boolean commits) {}

    /** For a new connection. */
    public MysqlMessages() {}

    @Override
    public List<WireMessage> read(Direction direction, ByteBuffer bytes) {
        List<WireMessage> messages = new ArrayList<>();
        MysqlFrames frames = direction == Direction.TO_SERVER ? requests : answers;
        while (!opaque) {
            MessageFrames.Frame frame = frames.next(bytes);
            if (frame == null) {
                return messages;
            }
            messages.add(direction == Direction.TO_SERVER ? request(frame) : answer(frame));
        }
        return messages;
    }

    private WireMessage request(MessageFrames.Frame frame) {
        byte[] body = frame.body();
        if (frame.type() != 0 || body.length == 0) { // it belongs to an earlier one, or to the login
            opaque = frame.type() == 1 && body.length == SSL_REQUEST_LENGTH;
            return new WireMessage(Direction.TO_SERVER, "Continued", "", false, frame.start());
        }
        int code = body[0];
        String sql = switch (code) {
            case QUERY, PREPARE -> new String(body, 1, body.length - 1, StandardCharsets.UTF_8);
            case EXECUTE -> {
                int id = number(body, 1);
                yield id == LAST ? lastPrepared : prepared.getOrDefault(id, "");
            }
            default -> "";
        };
        boolean commits = (code == QUERY || code == EXECUTE) && SqlCommits.in(sql);
        if (code == PREPARE) {
            lastPrepared = sql;
        }
        if (code == CLOSE) {
            prepared.remove(number(body, 1));
        }
        if (code != CLOSE && code != LONG_DATA && code != QUIT) { // which are not answered
            unanswered.add(new Command(code, sql, commits));
        }
        return new WireMessage(Direction.TO_SERVER, name(code), sql, commits, frame.start());
    }

    private static String name(int code) {
        return switch (code) {
            case QUERY -> "Query";
            case PREPARE -> "Prepare";
            case EXECUTE -> "Execute";
            case CLOSE -> "Close";
            case QUIT -> "Quit";
            default -> "Command " + code;
        };
    }

    /** Numbers go round after 255: a message with number 1 continues a long answer, unless that had ended. */
    private WireMessage answer(MessageFrames.Frame frame) {
        byte[] body = frame.body();
        int first = body.length == 0 ? OK : body[0] & 0xff;
        boolean begins = frame.type() == 1 && (lastNumber != 0 || answerEnded);
        lastNumber = frame.type();
        if (begins) {
            answered = unanswered.poll();
        }
        answerEnded = (begins && first == OK) || first == ERROR || (first == END && body.length < LONGEST_END);
        Command command = answered;
        if (begins && command != null && command.code() == PREPARE && first == OK) {
            prepared.put(number(body, 1), command.sql());
        }
        boolean committed = begins && command != null && command.commits() && first == OK;
        String type = first == ERROR ? "Error" : begins && first == OK ? "Ok" : "Data";
        return new WireMessage(Direction.TO_CLIENT, type, "", committed, frame.start());
    }

    private static int number(byte[] body, int at) {
        return body.length < at + Integer.BYTES
                ? -1
                : ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
