package dev.hawser.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** On what was measured. */
public final class Conditions {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Conditions() {}

    public static String now() throws IOException {
        return String.format(
                "Machine: %s, %d CPUs, %s %s, load average %.1f at the start%nJVM: %s %s%nVersions: %s",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                versions());
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(CPU)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(CPU).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String versions() throws IOException {
        Properties versions = new Properties();
        try (InputStream file = Conditions.class.getResourceAsStream("/versions.properties")) {
            versions.load(file);
        }
        return versions.getProperty("versions");
    }
}
