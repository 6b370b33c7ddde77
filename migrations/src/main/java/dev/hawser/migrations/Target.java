package dev.hawser.migrations;

import java.util.regex.Pattern;

/** How far a run goes. Immutable. */
public sealed interface Target {

    /** A tag is what may be written without quotes in a command line. */
    Pattern TAG = Pattern.compile("[\\w.+/:@-]{1,100}");

    /** Everything there is. Downwards: everything that was applied. */
    static Target latest() {
        return new Latest();
    }

    /** This many migrations, from 1; repeatable ones are not counted. */
    static Target count(int count) {
        return new Count(count);
    }

    /** Up to this version, which is applied too; or down to it, which stays. Downwards, {@code 0} undoes everything. */
    static Target version(String version) {
        return new Version(MigrationVersion.of(version));
    }

    /** Down to what the schema was when it got this tag. */
    static Target tag(String tag) {
        return new Tag(tag);
    }

    /** Down by what the last run of {@code up} applied. */
    static Target lastBatch() {
        return new LastBatch();
    }

    /** See {@link Target#latest}. */
    record Latest() implements Target {}

    /** See {@link Target#count}. */
    record Count(int count) implements Target {
        /** Checks. */
        public Count {
            if (count < 1) {
                throw new IllegalArgumentException("a count of migrations is 1 or more, not " + count);
            }
        }
    }

    /** See {@link Target#version}. */
    record Version(MigrationVersion version) implements Target {}

    /** See {@link Target#tag}. */
    record Tag(String tag) implements Target {
        /** Checks. */
        public Tag {
            if (!TAG.matcher(tag).matches()) {
                throw new IllegalArgumentException("\"" + tag
                        + "\" is not a tag; one has letters, digits and . _ + - / : @, without spaces, at most 100");
            }
        }
    }

    /** See {@link Target#lastBatch}. */
    record LastBatch() implements Target {}
}
