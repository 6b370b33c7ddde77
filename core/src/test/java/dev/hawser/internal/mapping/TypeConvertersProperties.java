package dev.hawser.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class TypeConvertersProperties {

    @Property
    void instant_asText_comesBack(@ForAll @LongRange(min = -30_000_000_000L, max = 200_000_000_000L) long second) {
        Instant instant = Instant.ofEpochSecond(second, Math.abs(second % 1_000_000_000));
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);

        assertThat(TypeConverters.to(Instant.class).convert(instant.toString())).isEqualTo(instant);
        assertThat(TypeConverters.to(Instant.class).convert(local.toString().replace('T', ' ')))
                .isEqualTo(instant);
        assertThat(TypeConverters.to(LocalDateTime.class).convert(local.toString()))
                .isEqualTo(local);
    }

    @Property
    void long_throughAnyNumber_comesBack(@ForAll long number) {
        Converter toLong = TypeConverters.to(long.class);

        assertThat(toLong.convert(BigDecimal.valueOf(number))).isEqualTo(number);
        assertThat(toLong.convert(Long.toString(number))).isEqualTo(number);
        if ((int) number == number) {
            assertThat(TypeConverters.to(int.class).convert(number)).isEqualTo((int) number);
        }
    }
}
