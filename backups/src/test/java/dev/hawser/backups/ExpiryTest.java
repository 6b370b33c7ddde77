package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.backups.Expiry.Candidate;
import dev.hawser.config.BackupsConfig.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Candidate at(String local, boolean good, boolean verified) {
        return new Candidate(local, LocalDateTime.parse(local).atZone(BERLIN).toInstant(), good, verified);
    }

    private static Candidate at(String local) {
        return at(local, true, false);
    }

    private static Set<String> kept(List<Candidate> candidates, int last, int daily, int weekly, int monthly) {
        List<Candidate> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, new Random(1));
        Set<String> expired = Expiry.of(shuffled, new Retention(last, daily, weekly, monthly), BERLIN);
        return candidates.stream()
                .map(Candidate::id)
                .filter(id -> !expired.contains(id))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every six hours in November 2026, which begins on a Sunday. */
    private static List<Candidate> november() {
        List<Candidate> candidates = new ArrayList<>();
        for (LocalDate day = LocalDate.of(2026, 11, 1); day.getMonthValue() == 11; day = day.plusDays(1)) {
            for (int hour = 0; hour < 24; hour += 6) {
                candidates.add(at(day.atTime(hour, 0).toString()));
            }
        }
        return candidates;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|0|0|0| 30T18",
                "3|0|0|0| 30T06 30T12 30T18",
                "0|3|0|0| 28T18 29T18 30T18",
                "0|0|3|0| 22T18 29T18 30T18",
                "0|0|0|3| 30T18",
                "2|2|2|2| 29T18 30T12 30T18",
                "0|0|0|0| 30T18",
            })
    void novemberIsKept_asWritten(int last, int daily, int weekly, int monthly, String expected) {
        assertThat(kept(november(), last, daily, weekly, monthly).stream()
                        .map(id -> id.substring("2026-11-".length(), id.length() - ":00".length())))
                .containsExactly(expected.strip().split(" "));
    }

    @Test
    void months_withoutABackup_takeNoPlace() {
        List<Candidate> candidates =
                List.of(at("2025-01-31T03:00"), at("2025-12-01T03:00"), at("2026-03-15T03:00"), at("2026-03-01T03:00"));
        assertThat(kept(candidates, 0, 0, 0, 3))
                .containsExactly("2025-01-31T03:00", "2025-12-01T03:00", "2026-03-15T03:00");
    }

    /** The night of 25 October 2026 has 25 hours, that of 29 March 23; days are the clock's, not 24 hours each. */
    @Test
    void days_areThoseOfTheClock_whenItIsChanged() {
        Instant firstTwoThirty = Instant.parse("2026-10-25T00:30:00Z");
        Instant secondTwoThirty = Instant.parse("2026-10-25T01:30:00Z");
        Instant lastOfThatDay = Instant.parse("2026-10-25T22:59:59Z");
        Instant firstOfTheNext = Instant.parse("2026-10-25T23:00:00Z");
        List<Candidate> autumn = List.of(
                new Candidate("a", firstTwoThirty, true, false),
                new Candidate("b", secondTwoThirty, true, false),
                new Candidate("c", lastOfThatDay, true, false),
                new Candidate("d", firstOfTheNext, true, false));
        assertThat(kept(autumn, 0, 2, 0, 0)).containsExactly("c", "d");

        List<Candidate> spring = List.of(
                new Candidate("a", Instant.parse("2026-03-28T22:59:00Z"), true, false),
                new Candidate("b", Instant.parse("2026-03-28T23:01:00Z"), true, false),
                new Candidate("c", Instant.parse("2026-03-29T21:59:00Z"), true, false),
                new Candidate("d", Instant.parse("2026-03-29T22:01:00Z"), true, false));
        assertThat(kept(spring, 0, 3, 0, 0)).containsExactly("a", "c", "d");
    }

    @Test
    void weeks_beginOnMonday_alsoAcrossTheYear() {
        List<Candidate> candidates =
                List.of(at("2026-12-27T12:00"), at("2026-12-28T12:00"), at("2027-01-03T12:00"), at("2027-01-04T12:00"));
        assertThat(kept(candidates, 0, 0, 2, 0)).containsExactly("2027-01-03T12:00", "2027-01-04T12:00");
    }

    @Test
    void lastGood_isKept_andSoIsTheLastVerified_howeverOld() {
        List<Candidate> candidates = List.of(
                at("2024-01-01T03:00", true, true),
                at("2025-01-01T03:00", true, true),
                at("2026-01-01T03:00"),
                at("2026-01-02T03:00"),
                at("2026-01-03T03:00", false, false));
        assertThat(kept(candidates, 0, 0, 0, 0))
                .as("the bad one is newer than any that is known to restore")
                .containsExactly("2025-01-01T03:00", "2026-01-02T03:00", "2026-01-03T03:00");
    }

    @Test
    void bad_takesNobodysPlace_andGoesWhenANewerOneIsVerified() {
        List<Candidate> candidates = List.of(
                at("2026-01-01T03:00"), at("2026-01-02T03:00", false, false), at("2026-01-03T03:00", true, true));
        assertThat(kept(candidates, 2, 0, 0, 0)).containsExactly("2026-01-01T03:00", "2026-01-03T03:00");
    }

    @Test
    void nothingGood_nothingGoes() {
        List<Candidate> candidates =
                List.of(at("2026-01-01T03:00", false, false), at("2026-01-02T03:00", false, false));
        assertThat(kept(candidates, 0, 0, 0, 0)).hasSize(2);
    }

    /** What is removed day by day leaves what is removed at once: old ones do not vanish because nobody pruned for a while, or because somebody did. */
    @Test
    void prunedEveryDay_keepsWhatPrunedOnce_keeps() {
        Retention retention = new Retention(3, 7, 4, 12);
        Instant first = LocalDateTime.parse("2025-01-01T03:00").atZone(BERLIN).toInstant();
        List<Candidate> all = new ArrayList<>();
        List<Candidate> daily = new ArrayList<>();
        for (int day = 0; day < 700; day++) {
            Instant at = first.plus(Duration.ofDays(day));
            Candidate next = new Candidate(at.toString(), at, true, day % 3 == 0);
            all.add(next);
            daily.add(next);
            Set<String> expired = Expiry.of(daily, retention, BERLIN);
            daily.removeIf(candidate -> expired.contains(candidate.id()));
        }
        Set<String> expired = Expiry.of(all, retention, BERLIN);
        assertThat(daily).extracting(Candidate::id).hasSizeBetween(12 + 7, 3 + 7 + 4 + 12 + 1);
        assertThat(daily)
                .extracting(Candidate::id)
                .containsAll(all.stream()
                        .map(Candidate::id)
                        .filter(id -> !expired.contains(id))
                        .toList());
    }
}
