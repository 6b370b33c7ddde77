package dev.hawser.internal;

import dev.hawser.config.Secret;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secrets out of texts: those that are configured, and the latest of those that came later. Thread-safe. */
final class SecretMask {

    /** A secret of this length is masked wherever it occurs. */
    private static final int UNMISTAKABLE = 8;

    /** Some providers make a new secret for every connect: more than these are never in use at a time. */
    private static final int REMEMBERED = 64;

    private final List<Known> configured;
    private final ReentrantLock adding = new ReentrantLock();
    private volatile List<Known> added = List.of();

    private record Known(String secret, Pattern pattern) {

        static Known of(String secret) {
            String quoted = Pattern.quote(secret);
            // A short one is masked only where it is a word: "r" is in every text, and the gaps would tell what it is.
            return new Known(
                    secret,
                    Pattern.compile(
                            secret.length() >= UNMISTAKABLE
                                    ? quoted
                                    : "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])"));
        }

        int length() {
            return secret.length();
        }
    }

    SecretMask(List<String> configured) {
        this.configured = configured.stream()
                .filter(secret -> !secret.isEmpty())
                .map(Known::of)
                .toList();
    }

    void add(Secret secret) {
        String text = secret.reveal();
        if (text.isEmpty() || isKnown(configured, text) || isKnown(added, text)) {
            return;
        }
        adding.lock();
        try {
            if (!isKnown(added, text)) {
                added = with(added, Known.of(text));
            }
        } finally {
            adding.unlock();
        }
    }

    private static boolean isKnown(List<Known> among, String secret) {
        return among.stream().anyMatch(known -> known.secret.equals(secret));
    }

    private static List<Known> with(List<Known> before, Known latest) {
        List<Known> after = new ArrayList<>(before);
        after.add(latest);
        return List.copyOf(after.size() <= REMEMBERED ? after : after.subList(1, after.size()));
    }

    /** {@code text} without secrets. */
    String masked(String text) {
        // The longest first: one may begin with another, and what follows would be left.
        List<Known> longestFirst = Stream.concat(configured.stream(), added.stream())
                .sorted(Comparator.comparingInt(Known::length).reversed())
                .toList();
        String masked = text;
        for (Known known : longestFirst) {
            masked = known.pattern.matcher(masked).replaceAll(Secret.MASK);
        }
        return masked;
    }
}
