package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "90m, 2026-11-22T10:00Z, 2026-11-22T11:30Z",
        "1d, 2026-11-22T10:00Z, 2026-11-23T10:00Z",
        "daily 03:00, 2026-11-22T02:59:59Z, 2026-11-22T03:00Z",
        "daily 03:00, 2026-11-22T03:00Z, 2026-11-23T03:00Z",
        "weekly sunday 3:05, 2026-11-22T03:04Z, 2026-11-22T03:05Z",
        "weekly sunday 3:05, 2026-11-22T03:05Z, 2026-11-29T03:05Z",
        "weekly monday 00:00, 2026-11-22T03:05Z, 2026-11-23T00:00Z",
        // The clocks go from 02:00 to 03:00: there is no 02:30, and it is an hour later by the clock.
        "daily 02:30, 2026-03-29T01:00+01:00[Europe/Vienna], 2026-03-29T03:30+02:00[Europe/Vienna]",
        "daily 02:30, 2026-03-29T03:30+02:00[Europe/Vienna], 2026-03-30T02:30+02:00[Europe/Vienna]",
        // And from 03:00 to 02:00: of the two 02:30 the first.
        "daily 02:30, 2026-10-25T00:00+02:00[Europe/Vienna], 2026-10-25T02:30+02:00[Europe/Vienna]",
        "daily 02:30, 2026-10-25T02:30+02:00[Europe/Vienna], 2026-10-26T02:30+01:00[Europe/Vienna]"
    })
    void next_isTheFirstTimeAfterTheMoment(String text, ZonedDateTime moment, ZonedDateTime next) {
        assertThat(BackupSchedule.parse(text).next(moment)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"90m, 90m", "24h, 1d", "Daily  3:00, daily 03:00", "weekly SUNDAY 23:59, weekly sunday 23:59"})
    void toString_isReadBack(String text, String printed) {
        BackupSchedule schedule = BackupSchedule.parse(text);
        assertThat(schedule).hasToString(printed);
        assertThat(BackupSchedule.parse(printed)).isEqualTo(schedule);
    }
}
