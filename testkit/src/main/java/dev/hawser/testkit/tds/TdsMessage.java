package dev.hawser.testkit.tds;

/**
 * A message of the client, put together from its packets.
 *
 * @param type what it is: one of the constants
 */
record TdsMessage(int type, byte[] payload) {

    static final int SQL_BATCH = 0x01;
    static final int RPC = 0x03;
    static final int RESPONSE = 0x04;
    static final int ATTENTION = 0x06;
    static final int TRANSACTION_MANAGER = 0x0E;
    static final int LOGIN7 = 0x10;
    static final int PRELOGIN = 0x12;

    TdsReader reader() {
        return new TdsReader(payload);
    }
}
