package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and a server, and does to their connections what networks and machines do: cuts them, delays and throttles what they carry, lets it
 * vanish so that neither side hears anything again, refuses or ignores new ones, leads new ones to another server; and, if it knows the protocol, does so at a
 * certain message. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    static final long WITHOUT_LIMIT = Long.MAX_VALUE;

    private final WireProtocol protocol;
    private final ProxyDoor door;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger passedOn = new AtomicInteger();
    private final Map<Direction, Long> limits = new ConcurrentHashMap<>();
    private volatile HostSpec target;
    private volatile Arrivals arrivals = Arrivals.PASSED;
    private volatile Duration delay = Duration.ZERO;
    private volatile long bytesPerSecond;
    private volatile MessageFault fault = MessageFault.none();

    private TcpProxy(InetSocketAddress address, HostSpec target, WireProtocol protocol) throws IOException {
        this.target = target;
        this.protocol = protocol;
        this.door = new ProxyDoor(address, this::receive);
        door.open();
    }

    /** One that passes everything on to {@code target}, and sees bytes only. */
    public static TcpProxy to(HostSpec target) throws IOException {
        return to(target, WireProtocol.UNKNOWN);
    }

    /** One that passes everything on to {@code target}, and sees messages: {@link #at(MessageFault)}. */
    public static TcpProxy to(HostSpec target, WireProtocol protocol) throws IOException {
        return new TcpProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target, protocol);
    }

    /**
     * One that clients find at {@code address}, an address of this machine and a port that nobody has there, and that passes everything on to {@code target}. On Linux
     * all of 127.0.0.0/8 is this machine, so that a name can lead to one and then to another of several with the same port.
     */
    public static TcpProxy at(HostSpec address, HostSpec target) throws IOException {
        return new TcpProxy(new InetSocketAddress(address.host(), address.port()), target, WireProtocol.UNKNOWN);
    }

    /** Where clients connect to. The same as long as it lives. */
    public HostSpec host() {
        return door.address();
    }

    /** Where it leads to now. */
    public HostSpec target() {
        return target;
    }

    /** Leads connections that are made from now on to {@code target}. Those that exist stay where they are: so does a virtual address that moves. */
    public void target(HostSpec target) {
        this.target = target;
    }

    /** How many connections it has passed on, those included that are over. */
    public int connections() {
        return passedOn.get();
    }

    /** How many connections there are on which everything vanishes. */
    long silenced() {
        return links.stream().filter(ProxyLink::isSilent).count();
    }

    /** Resets the connections that exist. Later ones are treated as {@link #arrivals(Arrivals)} says. */
    public void cut() {
        links.forEach(ProxyLink::cut);
    }

    /** Resets the connections that exist, each when it has carried so many more bytes in one direction, and those that are made later, each after so many. */
    public void cutAfter(Direction direction, long bytes) {
        limits.put(direction, bytes);
        links.forEach(link -> link.cutAfter(direction, bytes));
    }

    /** Lets everything vanish that the connections that exist carry from now on, their end included. Later ones are treated as {@link #arrivals(Arrivals)} says. */
    public void silence() {
        links.forEach(ProxyLink::silence);
    }

    /**
     * Lets everything vanish as {@link #silence()} does, and treats later connections as {@code later} says: {@link Arrivals#UNANSWERED} is a server that hangs,
     * {@link Arrivals#DROPPED} a machine that is gone.
     */
    public void silence(Arrivals later) throws IOException {
        arrivals(later);
        silence();
    }

    /** Treats connections that are made from now on so. Those that exist go on. */
    public void arrivals(Arrivals later) throws IOException {
        arrivals = later;
        switch (later) {
            case PASSED, UNANSWERED -> door.open();
            case REFUSED -> door.shut();
            case DROPPED -> door.block();
        }
    }

    /** Lets whatever is sent from now on arrive so much later. As on a long line at most 64 KiB are on their way in each direction of a connection. */
    public void delay(Duration later) {
        delay = later;
    }

    /** Lets no more bytes pass in each direction of each connection; 0 is without a limit. */
    public void throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Does this at messages from now on, instead of what was asked for before. Sees nothing of connections that are encrypted. */
    public void at(MessageFault fault) {
        if (protocol == WireProtocol.UNKNOWN) {
            throw new IllegalStateException(
                    "the proxy was not told which protocol is spoken: TcpProxy.to(target, protocol)");
        }
        this.fault = fault;
    }

    /** Ends everything that was asked for. Connections that had been silenced are cut: what they carried is lost, and they could not go on. */
    public void restore() throws IOException {
        fault = MessageFault.none();
        delay = Duration.ZERO;
        bytesPerSecond = 0;
        for (Direction direction : Direction.values()) {
            cutAfter(direction, WITHOUT_LIMIT);
        }
        links.stream().filter(ProxyLink::isSilent).forEach(ProxyLink::cut);
        arrivals(Arrivals.PASSED);
    }

    /** Called for each client, one after another. */
    private void receive(Socket client) {
        ProxyLink link = new ProxyLink(this, client, protocol.read());
        // It is known before its treatment is looked up: who changes that now, changes it for this one, too.
        links.add(link);
        limits.forEach(link::cutAfter);
        switch (arrivals) {
            case PASSED -> link.start();
            case UNANSWERED -> link.silence();
            case REFUSED, DROPPED -> link.cut();
        }
    }

    void passedOn() {
        passedOn.incrementAndGet();
    }

    void ended(ProxyLink link) {
        links.remove(link);
    }

    Duration delay() {
        return delay;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    MessageFault fault() {
        return fault;
    }

    /** Refuses everybody, and resets the connections that exist. */
    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    @Override
    public String toString() {
        return host() + " -> " + target;
    }
}
