package dev.hawser.backups;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which backups are kept: the newest {@code last}, and of each of the last {@code daily} days, {@code weekly} weeks and {@code monthly} months that have one, the newest. The
 * newest good one is always kept, and so is the newest that is known to restore. Immutable.
 *
 * @param last from 0
 * @param daily from 0; days end at midnight, local time
 * @param weekly from 0; weeks begin on Monday
 * @param monthly from 0
 */
public record Retention(int last, int daily, int weekly, int monthly) {

    /** What is configured if nothing is. */
    public static final Retention DEFAULT = new Retention(7, 7, 4, 12);

    public Retention {
        if (last < 0 || daily < 0 || weekly < 0 || monthly < 0) {
            throw new IllegalArgumentException("negative: " + last + ", " + daily + ", " + weekly + ", " + monthly);
        }
    }

    /**
     * One backup, as far as it matters here.
     *
     * @param good whether nothing speaks against it
     * @param verified whether it was restored, and was right
     */
    record Candidate(String id, Instant startedAt, boolean good, boolean verified) {}

    /**
     * Those to remove. A backup that is not good takes nobody's place, and goes when there is a newer one that is known to restore: until then it may be the best there is.
     *
     * @param zone where days end
     */
    Set<String> expired(Collection<Candidate> candidates, ZoneId zone) {
        List<Candidate> good = candidates.stream()
                .filter(Candidate::good)
                .sorted(Comparator.comparing(Candidate::startedAt)
                        .thenComparing(Candidate::id)
                        .reversed())
                .toList();
        Set<String> kept = new HashSet<>();
        good.stream().limit(Math.max(last, 1)).forEach(candidate -> kept.add(candidate.id()));
        keepNewest(good, daily, zone, day -> day, kept);
        keepNewest(good, weekly, zone, Retention::monday, kept);
        keepNewest(good, monthly, zone, day -> day.withDayOfMonth(1), kept);
        Instant lastVerified = Instant.MIN;
        for (Candidate candidate : good) {
            if (candidate.verified()) {
                kept.add(candidate.id());
                lastVerified = candidate.startedAt();
                break;
            }
        }
        Set<String> expired = new HashSet<>();
        for (Candidate candidate : candidates) {
            boolean outlived = candidate.good() || candidate.startedAt().isBefore(lastVerified);
            if (outlived && !kept.contains(candidate.id())) {
                expired.add(candidate.id());
            }
        }
        return expired;
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** {@code period}: the first day of the period that a day is in. */
    private static void keepNewest(
            List<Candidate> newestFirst,
            int periods,
            ZoneId zone,
            Function<LocalDate, LocalDate> period,
            Set<String> kept) {
        Set<LocalDate> seen = new HashSet<>();
        for (Candidate candidate : newestFirst) {
            LocalDate first = period.apply(LocalDate.ofInstant(candidate.startedAt(), zone));
            if (!seen.contains(first)) {
                if (seen.size() == periods) {
                    return;
                }
                seen.add(first);
                kept.add(candidate.id());
            }
        }
    }
}
