package dev.hawser.internal.mapping;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/**
 * Dates and times from each other and from text, as SQLite stores them. A time without a zone that becomes a point in time is taken as UTC, as
 * {@code current_timestamp} in SQLite is, and never as the time zone of this machine. What would drop a date, a time or an offset is an error.
 */
final class Times {

    /** {@code 2026-01-15[ |T]10:30[:00[.123]][Z|+01|+01:00]}, and a date alone. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXXXX][XXX][X]")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(java.util.Locale.ROOT);

    private Times() {}

    static Instant toInstant(Object value) {
        return toOffsetDateTime(value).toInstant();
    }

    static ZonedDateTime toZonedDateTime(Object value) {
        return toOffsetDateTime(value).toZonedDateTime();
    }

    static OffsetDateTime toOffsetDateTime(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time;
        } else if (value instanceof ZonedDateTime time) {
            return time.toOffsetDateTime();
        } else if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        } else if (value instanceof LocalDateTime time) {
            return time.atOffset(ZoneOffset.UTC);
        } else if (value instanceof String text) {
            TemporalAccessor parsed = parse(text);
            return parsed instanceof OffsetDateTime time
                    ? time
                    : localDateTime(parsed).atOffset(ZoneOffset.UTC);
        }
        return (OffsetDateTime) TypeConverters.unsupported(value, "point in time");
    }

    static LocalDateTime toLocalDateTime(Object value) {
        if (value instanceof LocalDateTime time) {
            return time;
        } else if (value instanceof String text) {
            return localDateTime(parse(text));
        }
        return (LocalDateTime) TypeConverters.unsupported(value, "LocalDateTime");
    }

    private static LocalDateTime localDateTime(TemporalAccessor parsed) {
        if (parsed instanceof LocalDateTime time) {
            return time;
        } else if (parsed instanceof LocalDate) {
            throw new IllegalArgumentException("the text has no time of day");
        }
        throw new IllegalArgumentException("the text has a time zone");
    }

    static LocalDate toLocalDate(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        } else if (value instanceof LocalDateTime time && time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return time.toLocalDate();
        } else if (value instanceof String text) {
            return toLocalDate(parse(text));
        }
        return (LocalDate) TypeConverters.unsupported(value, "LocalDate");
    }

    static LocalTime toLocalTime(Object value) {
        if (value instanceof LocalTime time) {
            return time;
        } else if (value instanceof String text) {
            try {
                return LocalTime.parse(text.strip());
            } catch (DateTimeException notTime) {
                throw new IllegalArgumentException("the text is not a time of day");
            }
        }
        return (LocalTime) TypeConverters.unsupported(value, "LocalTime");
    }

    static OffsetTime toOffsetTime(Object value) {
        if (value instanceof OffsetTime time) {
            return time;
        } else if (value instanceof String text) {
            try {
                return OffsetTime.parse(text.strip());
            } catch (DateTimeException notTime) {
                throw new IllegalArgumentException("the text is not a time with an offset");
            }
        }
        return (OffsetTime) TypeConverters.unsupported(value, "OffsetTime");
    }

    static Duration toDuration(Object value) {
        if (value instanceof String text) {
            try {
                return Duration.parse(text.strip());
            } catch (DateTimeException notDuration) {
                throw new IllegalArgumentException("the text is not an ISO duration");
            }
        }
        return (Duration) TypeConverters.unsupported(value, "Duration");
    }

    /** An {@code OffsetDateTime}, a {@code LocalDateTime} or a {@code LocalDate}. */
    private static TemporalAccessor parse(String text) {
        String stripped = text.strip();
        boolean spaced = stripped.length() > 10 && stripped.charAt(10) == ' ';
        String iso = spaced ? stripped.substring(0, 10) + "T" + stripped.substring(11) : stripped;
        try {
            return DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        } catch (DateTimeException notTime) {
            throw new IllegalArgumentException("the text is not an ISO date or time");
        }
    }
}
