package dev.hawser.internal;

import dev.hawser.Examination.State;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Goes the way to a host as far as it is the network's. For one thread at a time. */
final class NetworkExaminer {

    static final String DNS = "dns";
    static final String TCP = "tcp";

    // A driver that heeds its own time-out ends a little after it.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final DatabaseConfig config;
    private final ExecutorService workers;

    NetworkExaminer(DatabaseConfig config, ExecutorService workers) {
        this.config = config;
        this.workers = workers;
    }

    /** Whether the host can be reached. */
    boolean reaches(HostSpec host, ExaminedSteps steps) {
        long start = System.nanoTime();
        InetAddress[] addresses;
        try {
            addresses = within(() -> InetAddress.getAllByName(host.host()));
        } catch (Exception unknown) {
            steps.stop(
                    DNS,
                    start,
                    unknown instanceof TimeoutException
                            ? "the name service does not answer for " + host.host()
                            : "the name " + host.host() + " has no address here",
                    "Check the spelling of host, and the name service of this machine");
            return false;
        }
        String all = String.join(
                ", ", Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
        steps.add(DNS, State.FINE, start, host.host().equals(all) ? "is an address" : "is " + all, null);
        return listens(host, List.of(addresses), steps);
    }

    private boolean listens(HostSpec host, List<InetAddress> addresses, ExaminedSteps steps) {
        long start = System.nanoTime();
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address, host.port()),
                        Math.toIntExact(config.connectTimeout().toMillis()));
                steps.add(TCP, State.FINE, start, "port " + host.port() + " is open", null);
                return true;
            } catch (IOException failed) {
                last = failed;
            }
        }
        boolean refused = last instanceof ConnectException;
        steps.stop(
                TCP,
                start,
                refused ? "nobody listens on port " + host.port() : "port " + host.port() + " does not answer: " + last,
                refused
                        ? "Check that the server runs and listens on an address that can be reached from here, and port"
                        : "Check the network and firewalls in between, or raise connect-timeout");
        return false;
    }

    /** Does what may wait, on another thread, for little more than {@code connect-timeout}. */
    <T> T within(Callable<T> work) throws Exception {
        Future<T> running = workers.submit(work);
        try {
            return running.get(config.connectTimeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }
}
