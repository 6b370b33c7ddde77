package dev.hawser.migrations;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words a statement begins with, lower case, and its text to search. Immutable. */
final class Words {

    private static final int ENOUGH = 12;
    // A comment that begins with ! is run by MySQL and MariaDB from the version on that it names.
    private static final Pattern SKIPPED = Pattern.compile("\\G(?:\\s+|--[^\\n]*|/\\*M?!\\d*|/\\*(?s:.*?)\\*/|[(;])");
    private static final Pattern SKIPPED_HASH = Pattern.compile("\\G#[^\\n]*");
    private static final Pattern WORD = Pattern.compile("[\\w@#$.]+");

    private final String text;
    private final List<String> first;

    private Words(String text, List<String> first) {
        this.text = text;
        this.first = first;
    }

    /** {@code hashComments}: whether {@code #} begins a comment. */
    static Words of(String sql, boolean hashComments) {
        String text = sql.toLowerCase(Locale.ROOT);
        int at = start(text, hashComments);
        Matcher word = WORD.matcher(text).region(at, Math.min(text.length(), at + 400));
        return new Words(
                text.substring(at),
                word.results().limit(ENOUGH).map(found -> found.group()).toList());
    }

    private static int start(String text, boolean hashComments) {
        Matcher skipped = SKIPPED.matcher(text);
        Matcher hash = SKIPPED_HASH.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (skipped.find(at)) {
                at = skipped.end();
            } else if (hashComments && hash.find(at)) {
                at = hash.end();
            } else {
                return at;
            }
        }
        return at;
    }

    /** The word at this place, from 0; empty behind the last. */
    String at(int index) {
        return index < first.size() ? first.get(index) : "";
    }

    /** Whether it begins with one of these. */
    boolean isAny(Set<String> verbs) {
        return verbs.contains(at(0));
    }

    /** Whether it begins so. */
    boolean begins(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!at(i).equals(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of its first words is {@code word}. */
    boolean hasEarly(String word) {
        return first.contains(word);
    }

    /** Whether {@code name} is anywhere in it, as a word. */
    boolean mentions(String name) {
        String searched = name.toLowerCase(Locale.ROOT);
        for (int at = text.indexOf(searched); at >= 0; at = text.indexOf(searched, at + 1)) {
            int end = at + searched.length();
            if ((at == 0 || !isWord(text.charAt(at - 1))) && (end == text.length() || !isWord(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** Lower case, without the comments before it. */
    String text() {
        return text;
    }
}
