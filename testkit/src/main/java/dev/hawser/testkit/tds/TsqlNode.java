package dev.hawser.testkit.tds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a batch. */
sealed interface TsqlNode {

    /** One statement. */
    record Plain(List<TsqlToken> tokens) implements TsqlNode {

        String verb() {
            return word(0);
        }

        /** The word at a place; empty if there is none. */
        String word(int position) {
            return position < tokens.size() ? tokens.get(position).word() : "";
        }

        boolean has(String word) {
            return tokens.stream().anyMatch(token -> token.word().equals(word));
        }
    }

    /** {@code if … else …}. */
    record If(
            List<TsqlToken> condition,
            TsqlNode then,
            @Nullable TsqlNode otherwise) implements TsqlNode {}

    /** {@code begin … end}. */
    record Block(List<TsqlNode> nodes) implements TsqlNode {}
}
