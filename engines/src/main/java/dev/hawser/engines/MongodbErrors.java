package dev.hawser.engines;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonSerializationException;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * What MongoDB's errors mean, by their numbers: <a href="https://www.mongodb.com/docs/manual/reference/error-codes/">Error Codes</a>. Errors of the driver itself have no
 * numbers; they are told apart by their types. Thread-safe.
 */
final class MongodbErrors implements ErrorTable {

    private static final Map<Integer, ErrorCategory> NUMBERS = Map.ofEntries(
            Map.entry(2, ErrorCategory.SYNTAX), // BadValue
            Map.entry(9, ErrorCategory.SYNTAX), // FailedToParse
            Map.entry(11, ErrorCategory.AUTHENTICATION), // UserNotFound
            Map.entry(13, ErrorCategory.PERMISSION), // Unauthorized
            Map.entry(14, ErrorCategory.DATA), // TypeMismatch
            Map.entry(18, ErrorCategory.AUTHENTICATION), // AuthenticationFailed
            Map.entry(24, ErrorCategory.TIMEOUT), // LockTimeout
            Map.entry(26, ErrorCategory.SYNTAX), // NamespaceNotFound
            Map.entry(39, ErrorCategory.RESOURCE), // FileStreamFailed
            Map.entry(48, ErrorCategory.SYNTAX), // NamespaceExists
            Map.entry(50, ErrorCategory.TIMEOUT), // MaxTimeMSExpired
            Map.entry(59, ErrorCategory.SYNTAX), // CommandNotFound
            Map.entry(64, ErrorCategory.OUTCOME_UNKNOWN), // WriteConcernFailed
            Map.entry(66, ErrorCategory.DATA), // ImmutableField
            Map.entry(72, ErrorCategory.SYNTAX), // InvalidOptions
            Map.entry(73, ErrorCategory.SYNTAX), // InvalidNamespace
            Map.entry(86, ErrorCategory.SYNTAX), // IndexKeySpecsConflict
            Map.entry(89, ErrorCategory.CONNECTION_LOST), // NetworkTimeout
            Map.entry(91, ErrorCategory.CONNECTION_LOST), // ShutdownInProgress
            Map.entry(112, ErrorCategory.SERIALIZATION), // WriteConflict
            Map.entry(121, ErrorCategory.CONSTRAINT), // DocumentValidationFailure
            Map.entry(133, ErrorCategory.CONNECTION_REFUSED), // FailedToSatisfyReadPreference
            Map.entry(146, ErrorCategory.RESOURCE), // ExceededMemoryLimit
            Map.entry(189, ErrorCategory.WRONG_ROLE), // PrimarySteppedDown
            Map.entry(225, ErrorCategory.SERIALIZATION), // TransactionTooOld
            Map.entry(246, ErrorCategory.SERIALIZATION), // SnapshotUnavailable
            Map.entry(
                    251,
                    ErrorCategory.SERIALIZATION), // NoSuchTransaction: it was ended, by its age or with its primary
            Map.entry(262, ErrorCategory.TIMEOUT), // ExceededTimeLimit
            Map.entry(290, ErrorCategory.SERIALIZATION), // TransactionExceededLifetimeLimitSeconds
            Map.entry(292, ErrorCategory.RESOURCE), // QueryExceededMemoryLimitNoDiskUseAllowed
            Map.entry(334, ErrorCategory.AUTHENTICATION), // MechanismUnavailable
            Map.entry(10107, ErrorCategory.WRONG_ROLE), // NotWritablePrimary
            Map.entry(10334, ErrorCategory.DATA), // BSONObjectTooLarge
            Map.entry(11000, ErrorCategory.CONSTRAINT), // DuplicateKey
            Map.entry(11600, ErrorCategory.CONNECTION_LOST), // InterruptedAtShutdown
            Map.entry(11601, ErrorCategory.TIMEOUT), // Interrupted
            Map.entry(11602, ErrorCategory.WRONG_ROLE), // InterruptedDueToReplStateChange
            Map.entry(13435, ErrorCategory.WRONG_ROLE), // NotPrimaryNoSecondaryOk
            Map.entry(13436, ErrorCategory.WRONG_ROLE), // NotPrimaryOrSecondary
            Map.entry(14031, ErrorCategory.RESOURCE)); // OutOfDiskSpace

    @Override
    public Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        NUMBERS.keySet().forEach(number -> codes.add(number.toString()));
        return codes;
    }

    @Override
    public Meaning meaning(Throwable error) {
        Throwable deciding = deciding(error);
        int number = number(deciding);
        ErrorCategory listed = NUMBERS.get(number);
        ErrorCategory category = listed != null ? listed : byType(deciding);
        return new Meaning(category, null, Math.max(0, number), advice(category, error));
    }

    /** What a number means, where there is no exception of the driver's. */
    ErrorCategory ofNumber(int number) {
        return NUMBERS.getOrDefault(number, ErrorCategory.OTHER);
    }

    /** Without the whole answer of the server, which the driver appends, and which repeats values. */
    @Override
    public @Nullable String message(Throwable error) {
        String message = error.getMessage();
        int answer = message == null ? -1 : message.indexOf(" The full response is ");
        return message == null || answer < 0 ? message : message.substring(0, answer);
    }

    /** A login that failed is reported as an error of security, which the server's own is the cause of. */
    private static Throwable deciding(Throwable error) {
        return error instanceof MongoSecurityException && error.getCause() instanceof MongoException cause
                ? cause
                : error;
    }

    private static int number(Throwable error) {
        if (error instanceof MongoBulkWriteException bulk) {
            return bulk.getWriteErrors().isEmpty()
                    ? bulk.getCode()
                    : bulk.getWriteErrors().get(0).getCode();
        }
        return error instanceof MongoException drivers ? drivers.getCode() : 0;
    }

    private static ErrorCategory byType(Throwable error) {
        if (error instanceof MongoWriteConcernException) {
            return ErrorCategory.OUTCOME_UNKNOWN;
        }
        if (error instanceof MongoSecurityException) {
            return ErrorCategory.AUTHENTICATION;
        }
        if (error instanceof MongoTimeoutException timeout) {
            return ofTimeout(timeout);
        }
        if (error instanceof MongoConnectionPoolClearedException
                || error instanceof MongoConfigurationException // of a name service, while connecting
                || error instanceof MongoSocketOpenException) {
            return ErrorCategory.CONNECTION_REFUSED;
        }
        if (error instanceof MongoSocketException) {
            Throwable cause = error.getCause();
            ErrorCategory category = cause == null
                    ? ErrorCategory.CONNECTION_LOST
                    : ConnectFailures.withoutCode(cause).category();
            return category == ErrorCategory.CONNECTION_REFUSED ? category : ErrorCategory.CONNECTION_LOST;
        }
        if (error instanceof MongoInterruptedException) {
            return ErrorCategory.REFUSED;
        }
        if (error instanceof BsonSerializationException || error instanceof CodecConfigurationException) {
            return ErrorCategory.DATA;
        }
        return error instanceof MongoClientException || error instanceof MongoException
                ? ErrorCategory.OTHER
                : ConnectFailures.withoutCode(error).category();
    }

    /** Waited in vain: for a connection of the pool, which says so by its words alone, or for a host that suits. */
    private static ErrorCategory ofTimeout(MongoTimeoutException error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("waiting for a connection")
                ? ErrorCategory.POOL_EXHAUSTED
                : ErrorCategory.CONNECTION_REFUSED;
    }

    private static @Nullable String advice(ErrorCategory category, Throwable error) {
        return switch (category) {
            case AUTHENTICATION ->
                "Check user and password, and properties.authSource, the database that holds the user; without it, the one that is opened";
            case PERMISSION -> "Grant the user a role that allows it, such as readWrite";
            case CONNECTION_REFUSED, CONNECTION_LOST -> ConnectFailures.advice(error);
            case POOL_EXHAUSTED -> "Raise pool.size, or look for what takes long: Pool.holders() tells";
            default -> null;
        };
    }
}
