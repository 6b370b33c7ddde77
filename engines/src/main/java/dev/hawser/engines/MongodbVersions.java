package dev.hawser.engines;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The versions of MongoDB's drivers and of what they share, which must be one: with two of them methods are missing, and the driver finds that out in the middle of something.
 * Immutable.
 */
final class MongodbVersions {

    private static final Map<String, String> PARTS = Map.of(
            "org.mongodb:mongodb-driver-core", "com/mongodb/MongoClientSettings.class",
            "org.mongodb:mongodb-driver-sync", "com/mongodb/client/MongoClients.class",
            "org.mongodb:mongodb-driver-reactivestreams", "com/mongodb/reactivestreams/client/MongoClients.class");

    private final Map<String, String> versions;

    private MongodbVersions(Map<String, String> versions) {
        this.versions = versions;
    }

    /** Those that {@code loader} sees; one whose jar does not tell is passed over. Reads from the class path. */
    static MongodbVersions seenBy(ClassLoader loader) {
        Map<String, String> versions = new TreeMap<>();
        PARTS.forEach((artifact, resource) ->
                version(loader.getResource(resource)).ifPresent(version -> versions.put(artifact, version)));
        return new MongodbVersions(versions);
    }

    private static Optional<String> version(@Nullable URL resource) {
        try {
            if (resource == null || !(resource.openConnection() instanceof JarURLConnection jar)) {
                return Optional.empty();
            }
            jar.setUseCaches(false);
            Manifest manifest = jar.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            return Optional.ofNullable(attributes.getValue("Bundle-Version"));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Which they are, if they are not one. */
    Optional<String> difference() {
        return new TreeSet<>(versions.values()).size() < 2
                ? Optional.empty()
                : Optional.of(versions.entrySet().stream()
                        .map(part -> part.getKey() + " " + part.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
