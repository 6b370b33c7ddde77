package dev.hawser.config;

import org.jspecify.annotations.Nullable;

/** One database while its sources are gathered. For one thread at a time. */
final class Draft extends Gathered<ConfigProperty> {

    private final String origin;
    private boolean unreadable;

    Draft(String name, String origin) {
        super(name, ConfigProperty.class);
        this.origin = origin;
    }

    /** Where the name was first given. */
    String origin() {
        return origin;
    }

    /** Notes that what the file says of it is no map at all: that is reported, and there is nothing else to find out. */
    void markUnreadable() {
        unreadable = true;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    /** Whether any source says where it is. */
    boolean places() {
        return Merge.PLACE.stream().anyMatch(property -> strongest(property) != null);
    }

    @Override
    @Nullable
    ConfigProperty property(String spelling) {
        return Spelling.property(spelling);
    }

    @Override
    boolean isGroup(String text) {
        return Spelling.isGroup(text);
    }

    @Override
    String unknownKey(String spelling) {
        return Spelling.unknownKey(spelling);
    }
}
