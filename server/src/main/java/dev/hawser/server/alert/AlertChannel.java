package dev.hawser.server.alert;

/** Where alerts are told. Thread-safe. */
@FunctionalInterface
interface AlertChannel {

    /** Tells of an alert that began, goes on, or ended. Does not block. */
    void tell(Alert alert);
}
