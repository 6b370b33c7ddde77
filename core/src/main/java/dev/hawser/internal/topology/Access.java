package dev.hawser.internal.topology;

import dev.hawser.Consistency;

/** What a connection is wanted for. Immutable. */
public sealed interface Access {

    /** To write, or to do something that was not declared. */
    Access WRITE = new Write();

    /** To read, as fresh as said. */
    static Access read(Consistency consistency) {
        return new Read(consistency);
    }

    /** See {@link #WRITE}. */
    record Write() implements Access {}

    /** See {@link #read}. */
    record Read(Consistency consistency) implements Access {}
}
