package dev.hawser.backups;

import dev.hawser.config.BackupsConfig.Retention;
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
 * Which backups are kept: the newest, and of each of the last days, weeks and months that have one, the newest. Days end at midnight, local time; weeks begin on Monday. The newest
 * good one is always kept, and so is the newest that is known to restore.
 */
final class Expiry {

    private Expiry() {}

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
    static Set<String> of(Collection<Candidate> candidates, Retention keep, ZoneId zone) {
        List<Candidate> good = candidates.stream()
                .filter(Candidate::good)
                .sorted(Comparator.comparing(Candidate::startedAt)
                        .thenComparing(Candidate::id)
                        .reversed())
                .toList();
        Set<String> kept = new HashSet<>();
        good.stream().limit(Math.max(keep.last(), 1)).forEach(candidate -> kept.add(candidate.id()));
        keepNewest(good, keep.daily(), zone, day -> day, kept);
        keepNewest(good, keep.weekly(), zone, Expiry::monday, kept);
        keepNewest(good, keep.monthly(), zone, day -> day.withDayOfMonth(1), kept);
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
