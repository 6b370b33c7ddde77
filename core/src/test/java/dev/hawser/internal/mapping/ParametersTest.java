package dev.hawser.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.Dialects;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.SqlParser;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ParametersTest {

    private static final ParsedSql SQL =
            SqlParser.parse("select * from t where a = :city or b = :id or c = :city", Dialects.SQLITE);

    private static final ParsedSql NO_PARAMETERS = SqlParser.parse("select 1", Dialects.SQLITE);

    record Search(long id, String city) {}

    record Wider(long id, String city, String zip) {}

    record Empty() {}

    record Failing(long id, String city) {
        @Override
        public String city() {
            throw new UnsupportedOperationException("no city");
        }
    }

    static class Place {
        private int zipReads;

        public String getCity() {
            return "Miami";
        }

        public int getZip() {
            zipReads++;
            return 33101;
        }

        public boolean isOpen() {
            return true;
        }

        public String getURL() {
            return "http://x";
        }

        public static String getStatic() {
            return "static";
        }
    }

    static final class Restaurant extends Place {
        public long getId() {
            return 7;
        }
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(ParsedSql sql, Object parameters) {
        return assertThatThrownBy(() -> Parameters.values(sql, parameters))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED));
    }

    @Test
    void values_fromMap_areInOrderOfOccurrence() {
        assertThat(Parameters.values(SQL, Map.of("id", 7L, "city", "Miami"))).containsExactly("Miami", 7L, "Miami");
    }

    @Test
    void values_fromMapWithNull_keepTheNull() {
        Map<String, Object> map = new HashMap<>();
        map.put("id", 7L);
        map.put("city", null);

        assertThat(Parameters.values(SQL, map)).containsExactly(null, 7L, null);
    }

    @Test
    void values_fromRecord_areInOrderOfOccurrence() {
        assertThat(Parameters.values(SQL, new Search(7, "Miami"))).containsExactly("Miami", 7L, "Miami");
        assertThat(Parameters.values(SQL, new Search(8, null))).containsExactly(null, 8L, null);
    }

    @Test
    void values_fromBean_readOnlyTheGettersAskedFor() {
        Restaurant bean = new Restaurant();

        assertThat(Parameters.values(SQL, bean)).containsExactly("Miami", 7L, "Miami");
        assertThat(bean.getZip() - 33101 + ((Place) bean).zipReads).isEqualTo(1);
    }

    @Test
    void values_fromBean_knowIsAndCapitals() {
        ParsedSql sql = SqlParser.parse("select :open, :URL", Dialects.SQLITE);

        assertThat(Parameters.values(sql, new Place())).containsExactly(true, "http://x");
    }

    @Test
    void values_noneNeeded_acceptNothing() {
        assertThat(Parameters.values(NO_PARAMETERS, null)).isEmpty();
        assertThat(Parameters.values(NO_PARAMETERS, Map.of())).isEmpty();
        assertThat(Parameters.values(NO_PARAMETERS, new Empty())).isEmpty();
    }

    @Test
    void values_missing_areNamedWithThoseGiven() {
        assertRefused(SQL, new TreeMap<>(Map.of("id", 1, "town", "x")))
                .hasMessageContaining("no value for parameter :city; given: :id, :town");
        assertRefused(SQL, null).hasMessageContaining("no value for parameter :city, :id; given: none");
        assertRefused(SQL, new Empty()).hasMessageContaining("no value for parameter :city, :id");
        assertRefused(SQL, new Place()).hasMessageContaining("no value for parameter :id");
    }

    @Test
    void values_unused_areNamedWithThoseOfTheStatement() {
        assertRefused(SQL, Map.of("id", 1, "city", "x", "zip", "y"))
                .hasMessageContaining("parameter :zip is not used; the statement has: :city, :id");
        assertRefused(SQL, new Wider(1, "x", "y")).hasMessageContaining("parameter :zip is not used");
        assertRefused(NO_PARAMETERS, Map.of("id", 1)).hasMessageContaining("parameter :id is not used");
    }

    @Test
    void values_errors_doNotShowValues() {
        assertRefused(SQL, Collections.singletonMap("id", "secret"))
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("secret");
    }

    @Test
    void values_scalarOrList_isRefused() {
        assertRefused(SQL, 5L).hasMessageContaining("not as java.lang.Long");
        assertRefused(SQL, List.of(1, 2)).hasMessageContaining("a Map, a record or a bean");
        assertRefused(SQL, new Object[] {1, 2}).hasMessageContaining("a Map, a record or a bean");
    }

    @Test
    void values_failingAccessor_throwsWhatItThrew() {
        assertThatThrownBy(() -> Parameters.values(SQL, new Failing(1, "x")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no city");
    }

    @Test
    void values_recordUsedForTwoStatements_haveTheOrderOfEach() {
        ParsedSql other = SqlParser.parse("select :id, :city", Dialects.SQLITE);
        Search search = new Search(7, "Miami");

        for (int i = 0; i < 3; i++) {
            assertThat(Parameters.values(SQL, search)).containsExactly("Miami", 7L, "Miami");
            assertThat(Parameters.values(other, search)).containsExactly(7L, "Miami");
        }
    }
}
