package dev.hawser.testkit.tds;

import dev.hawser.testkit.Direction;
import dev.hawser.testkit.WireMessage;
import dev.hawser.testkit.WireProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads along on a connection to SQL Server (TDS 7.4): the SQL of each batch, and whether the answer to a commit says that it was done. Sees nothing of what is
 * encrypted. For one thread in each direction.
 */
public final class TdsMessages implements WireProtocol.Reader {

    /** For {@link dev.hawser.testkit.TcpProxy#to(dev.hawser.HostSpec, WireProtocol)}. */
    public static final WireProtocol PROTOCOL = TdsMessages::new;

    private static final Pattern COMMIT = Pattern.compile("\\bcommit\\b");

    /** With this the driver also commits what may be open, which is nothing behind a commit. */
    private static final String AUTO_COMMIT = "set implicit_transactions";

    /** The environment's change: MS-TDS 2.2.7.9, "commit transaction", with nothing new and eight bytes of the old. */
    private static final String COMMITTED = "e30b00090008";

    private final TdsPackets requests = new TdsPackets();
    private final TdsPackets answers = new TdsPackets();

    /** For a new connection. */
    public TdsMessages() {}

    @Override
    public List<WireMessage> read(Direction direction, ByteBuffer bytes) {
        TdsPackets packets = direction == Direction.TO_SERVER ? requests : answers;
        List<WireMessage> messages = new ArrayList<>();
        while (true) {
            TdsPackets.Whole message = packets.next(bytes);
            if (message == null) {
                return messages;
            }
            messages.add(direction == Direction.TO_SERVER ? request(message) : answer(message));
        }
    }

    private static WireMessage request(TdsPackets.Whole message) {
        if (message.type() != TdsMessage.SQL_BATCH) {
            return new WireMessage(Direction.TO_SERVER, "type " + message.type(), "", false, message.start());
        }
        String sql = sql(message.payload());
        String lower = sql.toLowerCase(Locale.ROOT);
        boolean commit = !lower.contains(AUTO_COMMIT) && COMMIT.matcher(lower).find();
        return new WireMessage(Direction.TO_SERVER, "SQLBatch", sql, commit, message.start());
    }

    /** Behind the headers, whose length comes first. */
    private static String sql(byte[] payload) {
        int headers = payload.length < Integer.BYTES ? payload.length : new TdsReader(payload).i32At(0);
        return new String(payload, headers, payload.length - headers, StandardCharsets.UTF_16LE);
    }

    private static WireMessage answer(TdsPackets.Whole message) {
        boolean committed = HexFormat.of().formatHex(message.payload()).contains(COMMITTED);
        return new WireMessage(Direction.TO_CLIENT, "type " + message.type(), "", committed, message.start());
    }
}
