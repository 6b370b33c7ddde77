package dev.hawser.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host name. Thread-safe. */
@FunctionalInterface
public interface NameResolver {

    /** The resolver of the operating system. It may block for as long as that does. */
    NameResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** The addresses of a host, at least one. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
