package dev.hawser.config;

import dev.hawser.Consistency;
import java.time.Duration;

/**
 * Which hosts serve reads. Immutable.
 *
 * @param consistency how fresh reads are when nothing else is said
 * @param hosts which hosts serve those that may be behind
 * @param routing which of several does
 * @param patience how long a read that must see a position waits for a replica that has it; zero for not at all
 */
public record ReadConfig(Consistency consistency, ReadHosts hosts, Routing routing, Duration patience) {}
