package dev.hawser.backups;

import dev.hawser.config.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Keys for tests. */
final class Keys {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Keys() {}

    static Secret secret() {
        byte[] bytes = new byte[BackupKey.BYTES];
        RANDOM.nextBytes(bytes);
        return Secret.of(Base64.getEncoder().encodeToString(bytes));
    }

    static BackupKey key() {
        return BackupKey.of(secret());
    }
}
