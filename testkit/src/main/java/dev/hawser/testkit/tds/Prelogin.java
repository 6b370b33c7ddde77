package dev.hawser.testkit.tds;

/** The first message, in which both sides agree on encryption: MS-TDS 2.2.6.5. */
final class Prelogin {

    static final int OFF = 0;
    static final int ON = 1;
    static final int NOT_SUPPORTED = 2;
    static final int REQUIRED = 3;

    private static final int VERSION_OPTION = 0;
    private static final int ENCRYPTION_OPTION = 1;
    private static final int MARS_OPTION = 4;
    private static final int END = 0xFF;
    private static final int OPTION_SIZE = 5;

    private static final byte[] VERSION = {16, 0, 0x10, 0, 0, 0};

    private Prelogin() {}

    /** What the client wishes. */
    static int encryption(TdsMessage message) {
        byte[] payload = message.payload();
        for (int i = 0; Byte.toUnsignedInt(payload[i]) != END; i += OPTION_SIZE) {
            if (payload[i] == ENCRYPTION_OPTION) {
                int offset = Byte.toUnsignedInt(payload[i + 1]) << 8 | Byte.toUnsignedInt(payload[i + 2]);
                return payload[offset];
            }
        }
        return NOT_SUPPORTED;
    }

    /** What it gets. */
    static int agreed(Encryption encryption, int wished) {
        return switch (encryption) {
            case NONE -> NOT_SUPPORTED;
            case OPTIONAL -> wished == ON || wished == REQUIRED ? ON : wished;
            case REQUIRED -> wished == ON ? ON : REQUIRED;
        };
    }

    static byte[] response(int encryption) {
        int data = 3 * OPTION_SIZE + 1;
        TdsWriter out = new TdsWriter();
        option(out, VERSION_OPTION, data, VERSION.length);
        option(out, ENCRYPTION_OPTION, data + VERSION.length, 1);
        option(out, MARS_OPTION, data + VERSION.length + 1, 1);
        return out.u8(END).bytes(VERSION).u8(encryption).u8(0).toBytes();
    }

    /** Big-endian, unlike all the rest. */
    private static void option(TdsWriter out, int option, int offset, int length) {
        out.u8(option).u8(offset >> 8).u8(offset).u8(length >> 8).u8(length);
    }
}
