package dev.hawser.cli;

import java.util.regex.Pattern;

/** Keeps credentials that were given where they do not belong out of messages. */
final class Redaction {

    private static final Pattern CREDENTIALS = Pattern.compile("://.*", Pattern.DOTALL);

    private Redaction() {}

    /** An argument as far as it may be repeated: of a URL, the scheme. */
    static String of(String argument) {
        return CREDENTIALS.matcher(argument).replaceAll("://…");
    }

    static boolean isUrl(String argument) {
        return CREDENTIALS.matcher(argument).find();
    }
}
