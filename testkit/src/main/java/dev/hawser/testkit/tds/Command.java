package dev.hawser.testkit.tds;

import java.util.Locale;

/** What a statement was, as its DONE token says; the driver takes the count of rows from some of them only. */
enum Command {
    SELECT(0xC1),
    INSERT(0xC3),
    DELETE(0xC4),
    UPDATE(0xC5),
    MERGE(0x117),
    CREATE(0xC6),
    DROP(0xC7),
    ALTER(0xD8),
    GRANT(0xCD),
    REVOKE(0xCE),
    TRUNCATE(0x109),
    OTHER(0);

    private final int code;

    Command(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Of a statement that begins with this word. */
    static Command of(String verb) {
        for (Command command : values()) {
            if (command.name().toLowerCase(Locale.ROOT).equals(verb)) {
                return command;
            }
        }
        return OTHER;
    }
}
