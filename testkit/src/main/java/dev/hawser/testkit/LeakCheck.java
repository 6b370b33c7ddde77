package dev.hawser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a thread named {@code hawser-…}, an open socket, an open file. What was there before the test does not count,
 * so a class may share what it opens in {@code @BeforeAll}. Use it as {@code @ExtendWith(LeakCheck.class)}, or without JUnit by {@link #begin} and
 * {@link #close()}. Files and sockets are seen on Linux only. For one thread at a time, and for tests that do not run in parallel in one process.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

    // What was closed in the last line of a test may need a moment to be gone, and on a busy machine a while.
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Duration patience;
    private Set<String> before = Set.of();

    static {
        openTheMachinesOwn();
    }

    /** For JUnit. */
    public LeakCheck() {
        this(PATIENCE);
    }

    private LeakCheck(Duration patience) {
        this.patience = patience;
    }

    /** With its first channel, or from Java 25 on its first socket, the virtual machine opens a socket that it keeps for itself. */
    private static void openTheMachinesOwn() {
        try (FileChannel file = FileChannel.open(Path.of(System.getProperty("java.home"), "release"));
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            file.size();
            socket.getLocalPort();
        } catch (IOException unreadable) {
            throw new ExceptionInInitializerError(unreadable);
        }
    }

    /** A check that begins now and ends with {@link #close()}, which waits for {@code patience} until what was closed is gone. */
    public static LeakCheck begin(Duration patience) {
        LeakCheck check = new LeakCheck(patience);
        check.before = check.everything();
        return check;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        before = everything();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    /** Fails with an {@link AssertionError} that names what was left behind. */
    @Override
    public void close() {
        if (!Polling.until(patience, () -> leaked().isEmpty())) {
            throw new AssertionError("left behind: "
                    + leaked().stream().map(LeakCheck::described).collect(Collectors.joining(", ")));
        }
    }

    private Set<String> leaked() {
        Set<String> leaked = everything();
        leaked.removeAll(before);
        return leaked;
    }

    private Set<String> everything() {
        Set<String> everything = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("hawser-")) {
                everything.add("thread " + thread.getName() + " (" + System.identityHashCode(thread) + ")");
            }
        }
        if (Files.isDirectory(DESCRIPTORS)) {
            addDescriptors(everything);
        }
        return everything;
    }

    private static void addDescriptors(Set<String> everything) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (concernsTests(target)) {
                    everything.add(target + " (descriptor " + descriptor.getFileName() + ")");
                }
            }
        } catch (IOException unreadable) {
            throw new AssertionError("cannot read " + DESCRIPTORS, unreadable);
        }
    }

    /** A socket with its ends and its state, as the system numbers it: https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt. */
    private static String described(String leaked) {
        int bracket = leaked.indexOf('[');
        if (!leaked.startsWith("socket:") || bracket < 0) {
            return leaked;
        }
        String inode = " " + leaked.substring(bracket + 1, leaked.indexOf(']')) + " ";
        for (String table : List.of("tcp", "tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
                Optional<String> line = lines.filter(one -> one.contains(inode)).findFirst();
                if (line.isPresent()) {
                    String[] columns = line.get().strip().split("\\s+");
                    return leaked + " " + port(columns[1]) + " to " + port(columns[2]) + " in state " + columns[3];
                }
            } catch (IOException unreadable) {
                return leaked;
            }
        }
        return leaked + " " + otherFamily(inode);
    }

    private static String otherFamily(String inode) {
        for (String table : List.of("unix", "udp", "udp6", "netlink", "raw")) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
                if (lines.anyMatch(line -> (line + " ").contains(inode))) {
                    return "of " + table;
                }
            } catch (IOException unreadable) {
                return "";
            }
        }
        return "bound or closed only";
    }

    private static String port(String address) {
        return "port " + Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /** Sockets, and files that are neither the virtual machine's own nor code that it loads whenever it needs it. */
    private static boolean concernsTests(String target) {
        return target.startsWith("socket:") || (target.startsWith("/") && !belongsToTheMachine(target));
    }

    private static boolean belongsToTheMachine(String file) {
        return file.startsWith("/proc/")
                || file.startsWith("/sys/")
                || file.startsWith("/dev/")
                || file.startsWith(System.getProperty("java.home"))
                || file.matches(".*\\.(jar|so|exec|log|class)( \\(deleted\\))?");
    }
}
