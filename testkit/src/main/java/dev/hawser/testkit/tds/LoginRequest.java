package dev.hawser.testkit.tds;

import java.nio.charset.StandardCharsets;

/**
 * What a client says of itself when it logs in: MS-TDS 2.2.6.4. It prints without its password.
 *
 * @param database empty for the user's own
 * @param readIntent whether it says that it will only read
 * @param integrated whether it wants to be known by its Windows account
 */
public record LoginRequest(
        String user, String password, String application, String database, boolean readIntent, boolean integrated) {

    private static final int OPTIONS_2 = 25;
    private static final int TYPE_FLAGS = 26;
    private static final int USER = 40;
    private static final int PASSWORD = 44;
    private static final int APPLICATION = 48;
    private static final int DATABASE = 68;

    private static final int INTEGRATED = 0x80;
    private static final int READ_INTENT = 0x20;

    static LoginRequest of(TdsMessage message) {
        TdsReader login = message.reader();
        return new LoginRequest(
                text(field(login, USER)),
                text(decoded(field(login, PASSWORD))),
                text(field(login, APPLICATION)),
                text(field(login, DATABASE)),
                (login.u8At(TYPE_FLAGS) & READ_INTENT) != 0,
                (login.u8At(OPTIONS_2) & INTEGRATED) != 0);
    }

    /** Offset and number of characters stand at {@code position}. */
    private static byte[] field(TdsReader login, int position) {
        return login.bytesAt(login.u16At(position), 2 * login.u16At(position + 2));
    }

    /** The halves of each byte are swapped, and then its bits turned by a pattern. */
    private static byte[] decoded(byte[] password) {
        for (int i = 0; i < password.length; i++) {
            int turned = Byte.toUnsignedInt(password[i]) ^ 0xA5;
            password[i] = (byte) (turned >> 4 | turned << 4);
        }
        return password;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    @Override
    public String toString() {
        return "login of " + user + " to " + database + " by " + application;
    }
}
