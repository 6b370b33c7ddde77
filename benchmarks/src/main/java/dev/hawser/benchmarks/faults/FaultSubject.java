package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Contender;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What stands between the application and the servers. */
enum FaultSubject implements Contender {
    HAWSER("Hawser", false),
    HAWSER_VIP("Hawser, virtual address", true),
    HIKARI_MULTIHOST("HikariCP, all hosts", false),
    AGROAL_MULTIHOST("Agroal, all hosts", false),
    HIKARI_VIP("HikariCP, virtual address", true),
    AWS_SRW_EFM2("AWS wrapper, srw + efm2", true);

    private final String title;
    private final boolean virtualAddress;

    FaultSubject(String title, boolean virtualAddress) {
        this.title = title;
        this.virtualAddress = virtualAddress;
    }

    /** Those that {@code names} lists, separated by commas, as on the command line: {@code hawser-vip}. */
    static Set<FaultSubject> parse(String names) {
        Set<FaultSubject> subjects = EnumSet.noneOf(FaultSubject.class);
        for (String name : names.split(",")) {
            subjects.add(valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return subjects;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return !isHawser();
    }

    boolean isHawser() {
        return this == HAWSER || this == HAWSER_VIP;
    }

    /** Whether it writes to an address that moves, instead of looking for the primary among all hosts. */
    boolean usesVirtualAddress() {
        return virtualAddress;
    }
}
