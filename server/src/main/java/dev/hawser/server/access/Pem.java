package dev.hawser.server.access;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM text. Immutable.
 *
 * @param label what it is, such as {@code PUBLIC KEY}
 */
record Pem(String label, byte[] content) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    static boolean isPem(String text) {
        return text.contains("-----BEGIN ");
    }

    /**
     * The blocks of a text, in their order. What is around them is passed over. A line break may be written as {@code \n}, as environment variables often have it.
     *
     * @throws IllegalArgumentException if there is none, or one cannot be read
     */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text.replace("\\n", "\n"));
        while (matcher.find()) {
            if (matcher.group(2).contains(":")) {
                throw new IllegalArgumentException("it is encrypted, or has headers; store it without");
            }
            try {
                blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException notBase64) {
                throw new IllegalArgumentException("its " + matcher.group(1) + " is damaged", notBase64);
            }
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("it holds no PEM block such as -----BEGIN PUBLIC KEY-----");
        }
        return blocks;
    }
}
