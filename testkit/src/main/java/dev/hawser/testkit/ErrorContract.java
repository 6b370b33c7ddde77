package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hawser.error.DatabaseException;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The error table is true: each code that it lists is what the server really answers, and means what it says. */
public interface ErrorContract {

    /** What is under test. */
    EngineUnderTest subject();

    @Test
    default void errorTable_everyCode_isProvokedOrGivenAReason() {
        Set<String> table = new TreeSet<>(subject().engine().errors().codes());
        assertFalse(
                table.isEmpty(), "ErrorTable.codes() must list the codes of the table, so that each can be provoked");
        Set<String> listed = new TreeSet<>();
        for (ErrorCase error : subject().errors()) {
            listed.add(error.code());
        }
        Set<String> untested = new TreeSet<>(table);
        untested.removeAll(listed);
        assertEquals(
                Set.of(),
                untested,
                "in the table and not in EngineUnderTest.errors(): provoke them, or say with ErrorCase.unprovoked why"
                        + " that cannot be done");
        listed.removeAll(table);
        assertEquals(
                Set.of(), listed, "in EngineUnderTest.errors() and not in ErrorTable.codes(): they went or never were");
    }

    @TestFactory
    default Stream<DynamicTest> errorTable_codeProvoked_meansWhatItSays() {
        return subject().errors().stream()
                .filter(ErrorCase.Provoked.class::isInstance)
                .map(ErrorCase.Provoked.class::cast)
                .map(error -> DynamicTest.dynamicTest(error.code() + " " + error.category(), () -> provoke(error)));
    }

    private void provoke(ErrorCase.Provoked error) throws Exception {
        Throwable thrown = null;
        try (ErrorLab lab = new ErrorLab(subject())) {
            try {
                error.way().fail(lab);
            } catch (DatabaseException | SQLException failed) {
                thrown = failed;
            }
        }
        if (thrown == null) {
            throw new AssertionError(error.code() + " was not provoked: the way in EngineUnderTest.errors() succeeded");
        }
        ErrorTable.Meaning meaning = meaning(thrown);
        Throwable seen = thrown;
        assertEquals(
                List.of(error.code(), error.category()),
                List.of(subject().decidingCode(meaning), meaning.category()),
                () -> "code and category. The server answered: " + seen + "; if it is another code that came, provoke"
                        + " another way; if it is the category, correct the ErrorTable");
    }

    /** What an application sees of it; through JDBC that is the driver's exception. */
    private ErrorTable.Meaning meaning(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseException error) {
                return new ErrorTable.Meaning(error.category(), error.sqlState(), error.vendorCode(), error.advice());
            }
        }
        return subject().engine().errors().meaning(thrown);
    }
}
