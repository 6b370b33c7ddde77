/** What is watched for, and who is told: rules, their state, the log and the webhook. */
@NullMarked
package dev.hawser.server.alert;

import org.jspecify.annotations.NullMarked;
