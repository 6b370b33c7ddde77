package dev.hawser.server;

/** How a reconnect went: {@code completed} or {@code failed}. Immutable. */
record ReconnectJson(String reconnectionStatus, HealthJson healthAfterReconnect) {}
