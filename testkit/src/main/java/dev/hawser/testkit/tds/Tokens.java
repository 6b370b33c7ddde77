package dev.hawser.testkit.tds;

import dev.hawser.HostSpec;

/** The tokens of a response: MS-TDS 2.2.7. */
final class Tokens {

    private static final int COLUMNS = 0x81;
    private static final int RETURN_STATUS = 0x79;
    private static final int ERROR = 0xAA;
    private static final int RETURN_VALUE = 0xAC;
    private static final int LOGIN_ACK = 0xAD;
    private static final int ROW = 0xD1;
    private static final int ENVIRONMENT = 0xE3;
    private static final int DONE = 0xFD;
    private static final int DONE_CALL = 0xFE;
    private static final int DONE_IN_CALL = 0xFF;

    private static final int MORE = 0x01;
    private static final int FAILED = 0x02;
    private static final int COUNTED = 0x10;
    private static final int ATTENTION = 0x20;

    private static final int DATABASE = 1;
    private static final int PACKET_SIZE = 4;
    private static final int COLLATION = 7;
    private static final int BEGUN = 8;
    private static final int COMMITTED = 9;
    private static final int ROLLED_BACK = 10;
    private static final int ROUTING = 20;

    private static final int TDS_7_4 = 0x74000004;
    private static final byte[] VERSION = {16, 0, 0x10, 0};

    private final TdsWriter out = new TdsWriter();
    private final boolean call;

    /** Of a batch, or of a call of a procedure. */
    Tokens(boolean call) {
        this.call = call;
    }

    byte[] toBytes() {
        return out.toBytes();
    }

    Tokens loginAck() {
        TdsWriter body = new TdsWriter().u8(1);
        for (int shift = 24; shift >= 0; shift -= 8) { // the one number that is big-endian
            body.u8(TDS_7_4 >> shift);
        }
        body.shortText("Microsoft SQL Server").bytes(VERSION);
        return framed(LOGIN_ACK, body);
    }

    Tokens database(String now, String before) {
        return environment(DATABASE, new TdsWriter().shortText(now).shortText(before));
    }

    Tokens packetSize() {
        String size = Integer.toString(TdsChannel.PACKET_SIZE);
        return environment(PACKET_SIZE, new TdsWriter().shortText(size).shortText(size));
    }

    Tokens collation() {
        return environment(
                COLLATION,
                new TdsWriter()
                        .u8(TdsType.COLLATION.length)
                        .bytes(TdsType.COLLATION)
                        .u8(0));
    }

    Tokens begun(long transaction) {
        return environment(BEGUN, new TdsWriter().u8(8).i64(transaction).u8(0));
    }

    Tokens committed(long transaction) {
        return environment(COMMITTED, new TdsWriter().u8(0).u8(8).i64(transaction));
    }

    Tokens rolledBack(long transaction) {
        return environment(ROLLED_BACK, new TdsWriter().u8(0).u8(8).i64(transaction));
    }

    /** That the client shall log in elsewhere. */
    Tokens route(HostSpec to) {
        TdsWriter route = new TdsWriter().u8(0).u16(to.port()).longText(to.host());
        return environment(
                ROUTING,
                new TdsWriter().u16(route.size()).bytes(route.toBytes()).u16(0));
    }

    private Tokens environment(int kind, TdsWriter values) {
        return framed(ENVIRONMENT, new TdsWriter().u8(kind).bytes(values.toBytes()));
    }

    private Tokens framed(int token, TdsWriter body) {
        out.u8(token).u16(body.size()).bytes(body.toBytes());
        return this;
    }

    Tokens error(SqlServerError error) {
        return framed(
                ERROR,
                new TdsWriter()
                        .i32(error.number())
                        .u8(error.state())
                        .u8(error.severity())
                        .longText(String.valueOf(error.getMessage()))
                        .shortText("h2")
                        .shortText("")
                        .i32(1));
    }

    TdsWriter columns(int count) {
        return out.u8(COLUMNS).u16(count);
    }

    TdsWriter row() {
        return out.u8(ROW);
    }

    /** The end of one statement, of which there may be more. */
    Tokens statementDone(Command command, long count) {
        out.u8(call ? DONE_IN_CALL : DONE)
                .u16(MORE | (count >= 0 ? COUNTED : 0))
                .u16(command.code())
                .i64(Math.max(0, count));
        return this;
    }

    Tokens statementFailed() {
        out.u8(call ? DONE_IN_CALL : DONE).u16(MORE | FAILED).u16(0).i64(0);
        return this;
    }

    Tokens returnStatus() {
        out.u8(RETURN_STATUS).i32(0);
        return this;
    }

    /** The handle of a statement that was prepared, as the first parameter of the call. */
    Tokens handle(int handle) {
        out.u8(RETURN_VALUE).u16(0).shortText("").u8(1).i32(0).u16(0);
        TdsType.INT.describe(out, 0, 0);
        TdsType.INT.write(out, handle, 0);
        return this;
    }

    /** The end of a batch or a call; {@code more} if another one follows in the same message. */
    Tokens done(boolean failed, boolean more) {
        out.u8(call ? DONE_CALL : DONE)
                .u16((failed ? FAILED : 0) | (more ? MORE : 0))
                .u16(0)
                .i64(0);
        return this;
    }

    /** That the client's attention was paid. */
    Tokens attention() {
        out.u8(DONE).u16(ATTENTION).u16(0).i64(0);
        return this;
    }
}
