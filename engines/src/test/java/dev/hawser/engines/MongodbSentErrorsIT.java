package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.Consistency;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.mongodb.MongodbFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Error codes that nothing here makes a server answer with by itself: what they mean once the real driver has read them from a member of the double that was told to send them. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MongodbSentErrorsIT {

    @Test
    void code_sentByTheServer_meansWhatTheTableSays() {
        try (Mongodb mongodb = new Mongodb("properties", "retryReads=false")) {
            MongodbErrorCases.SENT.forEach((code, category) -> {
                mongodb.set().onNext(MongodbFault.error("find", code, "Injected"));
                DatabaseException error = catchThrowableOfType(
                        DatabaseException.class,
                        () -> mongodb.database()
                                .read(
                                        Consistency.STRONG,
                                        (session, shop) -> shop.getCollection("any")
                                                .find(session)
                                                .first()));
                assertThat(error).as("code %s", code).isNotNull();
                assertThat(error.category()).as("code %s", code).isEqualTo(category);
                assertThat(error.vendorCode()).isEqualTo(code);
            });
        }
    }
}
