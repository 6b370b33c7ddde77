package dev.hawser.server.alert;

/**
 * What became of the messages to the webhook, since the start. Immutable.
 *
 * @param delivered messages that were accepted
 * @param failed messages that were refused, or not accepted in time
 * @param dropped messages that made room for later ones
 * @param retried attempts after the first
 */
public record WebhookCounters(long delivered, long failed, long dropped, long retried) {}
