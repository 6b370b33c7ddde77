package dev.hawser.backups;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of backups: {@code 20261122T093000Z-k3x9qa}. They sort by time. */
final class BackupId {

    /** Groups: the time. */
    private static final Pattern FORM = Pattern.compile("(\\d{8}T\\d{6})Z-[a-z0-9]{6}");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_CHARACTERS = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private BackupId() {}

    static String at(Instant now) {
        StringBuilder id = new StringBuilder(
                TIME.format(now.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)));
        id.append("Z-");
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** When the backup of this name began; empty if it is not the name of one. */
    static Optional<Instant> time(String id) {
        Matcher form = FORM.matcher(id);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(form.group(1), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }
}
