package dev.hawser.backups;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as text: JSON, whose last member is a check of every byte before it. SHA-256 tells what has changed by accident, to whoever has no key; a manifest of an encrypted
 * backup has an HMAC with the key beside it, which tells what was changed on purpose.
 */
final class ManifestFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String VERSION = "hawser-backup-1";
    private static final String NO_HMAC = "none";
    private static final Pattern TAIL = Pattern.compile(
            ",\n  \"check\" : \"" + VERSION + " sha256 ([0-9a-f]{64}) hmac ([0-9a-f]{64}|" + NO_HMAC + ")\"\n}\n\\z");

    private ManifestFile() {}

    /** {@code key}: that of the backup; null if it has none. */
    static byte[] write(Manifest manifest, @Nullable BackupKey key) {
        String json = MAPPER.writeValueAsString(manifest).replace("\r\n", "\n").stripTrailing();
        byte[] body = json.substring(0, json.length() - "\n}".length()).getBytes(StandardCharsets.UTF_8);
        String tail = ",\n  \"check\" : \"" + VERSION + " sha256 " + sha256(body) + " hmac "
                + (key == null ? NO_HMAC : hmac(body, key)) + "\"\n}\n";
        return (new String(body, StandardCharsets.UTF_8) + tail).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a manifest and checks it.
     *
     * @param key null if there is none; the HMAC is checked if this is the key of the backup
     */
    static Manifest read(byte[] file, @Nullable BackupKey key) throws DamagedBackupException {
        String text = utf8(file);
        Matcher tail = TAIL.matcher(text);
        if (!tail.find()) {
            throw new DamagedBackupException("its manifest does not end with the check that it was written with");
        }
        String json = text.substring(0, tail.start());
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        if (!sha256(body).equals(tail.group(1))) {
            throw new DamagedBackupException("its manifest is not what was written");
        }
        Manifest manifest;
        try {
            manifest = MAPPER.readValue(json + "\n}", Manifest.class);
        } catch (JacksonException unreadable) {
            throw new DamagedBackupException("its manifest cannot be read", unreadable);
        }
        boolean signed = !tail.group(2).equals(NO_HMAC);
        if (signed != (manifest.keyId() != null)) {
            throw new DamagedBackupException("its manifest is not what was written");
        }
        if (key != null && key.id().equals(manifest.keyId()) && !hmac(body, key).equals(tail.group(2))) {
            throw new DamagedBackupException("its manifest was changed by somebody who does not have the key");
        }
        return manifest;
    }

    private static String utf8(byte[] file) throws DamagedBackupException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new DamagedBackupException("its manifest is not text", notText);
        }
    }

    private static String sha256(byte[] body) {
        MessageDigest digest = Digests.sha256();
        return HexFormat.of().formatHex(digest.digest(body));
    }

    private static String hmac(byte[] body, BackupKey key) {
        byte[] signing = key.derived(new byte[0], "hawser backup manifest");
        return HexFormat.of().formatHex(BackupKey.hmac(signing, body));
    }
}
