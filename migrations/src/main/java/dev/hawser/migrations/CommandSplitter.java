package dev.hawser.migrations;

import dev.hawser.spi.jdbc.ScriptStatement;
import java.util.ArrayList;
import java.util.List;

/** Finds the objects of an array of JSON: each is a command. What is inside an object is for its reader to judge. For one thread. */
final class CommandSplitter {

    private final String label;
    private final String json;
    private final List<ScriptStatement> commands = new ArrayList<>();
    private int at;

    private CommandSplitter(String label, String json) {
        this.label = label;
        this.json = json;
    }

    /**
     * The commands, in order.
     *
     * @throws IllegalArgumentException if it is no array of objects; the message begins with {@code label} and the line
     */
    static List<ScriptStatement> split(String label, String json) {
        CommandSplitter splitter = new CommandSplitter(label, json);
        splitter.array();
        return List.copyOf(splitter.commands);
    }

    private void array() {
        expect('[', "an array of commands: [{…}, …]");
        if (peek() == ']') {
            at++;
        } else {
            command();
            while (peek() == ',') {
                at++;
                command();
            }
            expect(']', "a comma and the next command, or ] at the end");
        }
        if (peek() != '\0') {
            throw wrong(at, "expected nothing more behind the array");
        }
    }

    private void command() {
        if (peek() != '{') {
            throw wrong(at, "expected a command: {…}");
        }
        int from = at;
        int depth = 0;
        do {
            char c = at < json.length() ? json.charAt(at) : '\0';
            switch (c) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> skipText();
                case '\0' -> throw wrong(from, "the command that begins here has no end");
                default -> {}
            }
            at++;
        } while (depth > 0);
        commands.add(new ScriptStatement(json.substring(from, at), line(from), null));
    }

    /** To the quote that ends it. */
    private void skipText() {
        int from = at;
        for (at++; at < json.length() && json.charAt(at) != '"'; at++) {
            if (json.charAt(at) == '\\') {
                at++;
            }
        }
        if (at >= json.length()) {
            throw wrong(from, "the text that begins here has no end");
        }
    }

    private void expect(char expected, String what) {
        if (peek() != expected) {
            throw wrong(at, "expected " + what);
        }
        at++;
    }

    /** What comes next, white space apart; NUL at the end. */
    private char peek() {
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at < json.length() ? json.charAt(at) : '\0';
    }

    private IllegalArgumentException wrong(int where, String why) {
        return new IllegalArgumentException(label + ", line " + line(where) + ": " + why);
    }

    private int line(int where) {
        return 1 + (int) json.chars().limit(where).filter(c -> c == '\n').count();
    }
}
