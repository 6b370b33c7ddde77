package dev.hawser.benchmarks;

import dev.hawser.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What else this machine does: two runs at the same time would measure each other, and other programs disturb unseen. */
public final class Machine {

    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "hawser-benchmarks.lock");
    private static final Path ALL = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final double TICKS_A_SECOND = 100; // of Linux towards programs, whatever it is inside

    private Machine() {}

    /** Waits until no other run is on this machine. The lock ends with this one. */
    static FileLock reserve() throws IOException {
        FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            System.err.println("waiting for another run to end");
            lock = file.lock();
        }
        return lock;
    }

    /** The processor time that programs other than this one and those that it started have used, in seconds; NaN where the system does not tell. */
    public static double othersSeconds() throws IOException {
        if (!Files.isReadable(ALL) || !Files.isReadable(SELF)) {
            return Double.NaN;
        }
        return (busy(Files.readAllLines(ALL)) - own(Files.readString(SELF))) / TICKS_A_SECOND;
    }

    /** Waits until other programs use less than {@code processors} for a second, but for {@code patience} at most. */
    public static void awaitQuiet(double processors, Duration patience) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(patience);
        boolean quiet = false;
        while (!quiet && !deadline.expired()) {
            double before = othersSeconds();
            TimeUnit.SECONDS.sleep(1);
            quiet = !(othersSeconds() - before > processors);
        }
    }

    /** user, nice, system, idle, iowait, irq, softirq, steal: all but the two that are not work. What a hypervisor took away is counted. */
    static long busy(List<String> stat) {
        long[] times = numbers(stat.get(0).replaceFirst("cpu +", ""));
        return times[0] + times[1] + times[2] + times[5] + times[6] + times[7];
    }

    /** utime, stime, cutime, cstime: the fields 14 to 17, counted from the name in brackets, which is the second and may contain anything. */
    static long own(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum();
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
