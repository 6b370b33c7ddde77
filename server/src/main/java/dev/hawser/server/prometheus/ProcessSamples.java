package dev.hawser.server.prometheus;

import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;

/** What the page says of this process. */
final class ProcessSamples {

    private ProcessSamples() {}

    static void addTo(Samples samples) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        samples.number(Metric.PROCESS_START_TIME, Labels.EMPTY, runtime.getStartTime() / 1e3);
        samples.number(Metric.PROCESS_UPTIME, Labels.EMPTY, runtime.getUptime() / 1e3);
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(used -> samples.number(Metric.PROCESS_CPU, Labels.EMPTY, Samples.seconds(used)));
        addMemory(samples, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        addMemory(samples, "non_heap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        samples.number(
                Metric.JVM_THREADS,
                Labels.EMPTY,
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static void addMemory(Samples samples, String type, MemoryUsage memory) {
        Labels labels = Labels.of("jvm_memory_type", type);
        samples.number(Metric.JVM_MEMORY_USED, labels, memory.getUsed());
        if (memory.getMax() > 0) {
            samples.number(Metric.JVM_MEMORY_LIMIT, labels, memory.getMax());
        }
    }
}
