package dev.hawser.config;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When backups are taken, in local time. Immutable. Its text is read back by {@link #parse}. */
public sealed interface BackupSchedule {

    /** The first time after {@code moment}, in its zone. A time of day that a change of the clocks leaves out is as much later as they are put forward. */
    ZonedDateTime next(ZonedDateTime moment);

    /** How long it is from one to the next. */
    Duration period();

    /** Again and again, after each period. */
    record Every(Duration period) implements BackupSchedule {

        @Override
        public ZonedDateTime next(ZonedDateTime moment) {
            return moment.plus(period);
        }

        @Override
        public String toString() {
            return DurationText.format(period);
        }
    }

    /** Every day at this time. */
    record Daily(LocalTime time) implements BackupSchedule {

        @Override
        public ZonedDateTime next(ZonedDateTime moment) {
            ZonedDateTime today = moment.toLocalDate().atTime(time).atZone(moment.getZone());
            return today.isAfter(moment)
                    ? today
                    : moment.toLocalDate().plusDays(1).atTime(time).atZone(moment.getZone());
        }

        @Override
        public Duration period() {
            return Duration.ofDays(1);
        }

        @Override
        public String toString() {
            return "daily " + time;
        }
    }

    /** Every week on this day at this time. */
    record Weekly(DayOfWeek day, LocalTime time) implements BackupSchedule {

        @Override
        public ZonedDateTime next(ZonedDateTime moment) {
            ZonedDateTime first = at(moment, TemporalAdjusters.nextOrSame(day));
            return first.isAfter(moment) ? first : at(moment, TemporalAdjusters.next(day));
        }

        @Override
        public Duration period() {
            return Duration.ofDays(7);
        }

        private ZonedDateTime at(ZonedDateTime moment, java.time.temporal.TemporalAdjuster date) {
            return moment.toLocalDate().with(date).atTime(time).atZone(moment.getZone());
        }

        @Override
        public String toString() {
            return "weekly " + day.name().toLowerCase(Locale.ROOT) + " " + time;
        }
    }

    /**
     * Reads a schedule: {@code 24h} or another duration of a minute at least, {@code daily 03:00}, {@code weekly sunday 03:00}.
     *
     * @throws IllegalArgumentException without a message if it is none
     */
    static BackupSchedule parse(String text) {
        String form = text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        Matcher matcher = Forms.AT_A_TIME.matcher(form);
        if (matcher.matches()) {
            LocalTime time = LocalTime.of(Forms.upTo(23, matcher.group(3)), Forms.upTo(59, matcher.group(4)));
            String day = matcher.group(2);
            return day == null ? new Daily(time) : new Weekly(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)), time);
        }
        Duration period = DurationText.parse(form, "");
        if (period.compareTo(Forms.SHORTEST) < 0 || period.compareTo(Forms.LONGEST) > 0) {
            throw new IllegalArgumentException();
        }
        return new Every(period);
    }

    /** What a text is read by. */
    final class Forms {
        private static final Pattern AT_A_TIME = Pattern.compile("(daily|weekly ([a-z]+)) (\\d{1,2}):(\\d{2})");
        private static final Duration SHORTEST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(366);

        private Forms() {}

        private static int upTo(int most, String digits) {
            int number = Integer.parseInt(digits);
            if (number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        }
    }
}
