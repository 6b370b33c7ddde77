package dev.hawser.config;

import dev.hawser.error.ConfigurationException;
import dev.hawser.error.UnknownDatabaseTypeException;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a configuration, to be said at once. For one thread at a time. */
final class Problems {

    private final List<String> messages = new ArrayList<>();
    private boolean onlyUnknownTypes = true;

    void add(String message) {
        onlyUnknownTypes = false;
        messages.add(message);
    }

    void addUnknownType(String message) {
        messages.add(message);
    }

    /** A value that is not allowed. */
    void addBadValue(String owner, Setting<?> setting, String expected) {
        add(owner + ": " + setting.described() + ": expected " + expected);
    }

    /** What a URL's parser found, at the place where the URL stands. */
    void addAll(ConfigurationException exception, String place) {
        for (String problem : exception.problems()) {
            if (exception instanceof UnknownDatabaseTypeException) {
                addUnknownType(place + ": " + problem);
            } else {
                add(place + ": " + problem);
            }
        }
    }

    int count() {
        return messages.size();
    }

    void throwIfAny() {
        if (messages.isEmpty()) {
            return;
        }
        throw onlyUnknownTypes ? new UnknownDatabaseTypeException(messages) : new ConfigurationException(messages);
    }
}
