package dev.hawser.engines;

import java.util.Optional;

/** A driver that may be missing: its class, and the artifact that has it. */
record Driver(String className, String artifact) {

    /** The artifact to add; empty if the driver is there. */
    Optional<String> missing() {
        try {
            Class.forName(className, false, Driver.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException missing) {
            return Optional.of(artifact);
        }
    }
}
