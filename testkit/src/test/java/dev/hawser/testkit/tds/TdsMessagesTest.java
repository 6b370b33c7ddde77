package dev.hawser.testkit.tds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.testkit.Direction;
import dev.hawser.testkit.WireMessage;
import dev.hawser.testkit.WireProtocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are found wherever the network cuts them. */
class TdsMessagesTest {

    private final WireProtocol.Reader reader = TdsMessages.PROTOCOL.read();

    private static byte[] batch(String sql) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_16LE);
        byte[] payload = new byte[Integer.BYTES + text.length];
        payload[0] = Integer.BYTES; // the headers' length, which is all of them
        System.arraycopy(text, 0, payload, Integer.BYTES, text.length);
        return message(TdsMessage.SQL_BATCH, payload);
    }

    private static byte[] message(int type, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TdsChannel(new ByteArrayInputStream(new byte[0]), out).send(type, payload);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void requests_inOneRead_beginWhereTheyBegin() throws IOException {
        byte[] first = batch("select 1");
        List<WireMessage> messages = reader.read(
                Direction.TO_SERVER,
                ByteBuffer.wrap(joined(first, batch("insert into a values (1); COMMIT transaction"))));
        assertThat(messages).extracting(WireMessage::asksForCommit).containsExactly(false, true);
        assertThat(messages).extracting(WireMessage::start).containsExactly(0, first.length);
        assertThat(messages.get(0).text()).isEqualTo("select 1");
    }

    @Test
    void requests_byteByByte_areTheSame() throws IOException {
        String longer = "select '" + "x".repeat(5_000) + "'";
        List<WireMessage> messages = new ArrayList<>();
        for (byte one : joined(batch(longer), batch("if @@trancount > 0 commit tran"))) {
            messages.addAll(reader.read(Direction.TO_SERVER, ByteBuffer.wrap(new byte[] {one})));
        }
        assertThat(messages).extracting(WireMessage::text).containsExactly(longer, "if @@trancount > 0 commit tran");
        assertThat(messages).extracting(WireMessage::asksForCommit).containsExactly(false, true);
    }

    @Test
    void whatTheDriverSendsBehindACommit_isNone() throws IOException {
        assertThat(reader.read(
                        Direction.TO_SERVER,
                        ByteBuffer.wrap(batch("IF @@TRANCOUNT > 0 COMMIT TRAN set implicit_transactions off "))))
                .extracting(WireMessage::asksForCommit)
                .containsExactly(false);
    }

    @Test
    void answer_toACommit_confirmsIt() throws IOException {
        byte[] committed = new Tokens(false).committed(7).done(false, false).toBytes();
        byte[] rolledBack = new Tokens(false).rolledBack(7).done(true, false).toBytes();
        assertThat(reader.read(
                        Direction.TO_CLIENT,
                        ByteBuffer.wrap(joined(
                                message(TdsMessage.RESPONSE, rolledBack), message(TdsMessage.RESPONSE, committed)))))
                .extracting(WireMessage::confirmsCommit)
                .containsExactly(false, true);
    }

    /** Of a login that is encrypted alone; what comes after it is not. */
    @Test
    void encrypted_nothingIsSeen_andPacketsBehindItAre() throws IOException {
        byte[] tls = {0x17, 3, 3, 0, 4, 1, 2, 3, 4};
        assertThat(reader.read(Direction.TO_SERVER, ByteBuffer.wrap(tls))).isEmpty();
        assertThat(reader.read(Direction.TO_SERVER, ByteBuffer.wrap(joined(tls, tls, batch("commit")))))
                .extracting(WireMessage::asksForCommit, WireMessage::start)
                .containsExactly(tuple(true, 2 * tls.length));
        List<WireMessage> messages = new ArrayList<>();
        for (byte one : joined(tls, batch("commit"))) {
            messages.addAll(reader.read(Direction.TO_SERVER, ByteBuffer.wrap(new byte[] {one})));
        }
        assertThat(messages).extracting(WireMessage::asksForCommit).containsExactly(true);
    }
}
