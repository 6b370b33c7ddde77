package dev.hawser.migrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs this process, and where. */
final class Runner {

    private static final Path HOST_NAME = Path.of("/etc/hostname");

    private Runner() {}

    /** {@code user@host}. Asks no name server, which may take long to say that it does not know this host. */
    static String ofThisProcess() {
        return System.getProperty("user.name", "unknown") + "@" + host();
    }

    private static String host() {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name;
            }
        }
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException unknown) {
            return "localhost";
        }
    }
}
