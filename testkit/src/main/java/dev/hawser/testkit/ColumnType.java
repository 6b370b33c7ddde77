package dev.hawser.testkit;

/** The kinds of columns that {@link SqlEngineContract} makes. {@link SqlEngineUnderTest#type} says what they are called. */
public enum ColumnType {
    /** 32 bits. */
    INTEGER("int"),
    /** 64 bits. */
    BIGINT("bigint"),
    /** 20 digits, 4 of them after the point. */
    DECIMAL("decimal(20, 4)"),
    /** 64 bits, floating. */
    DOUBLE("double precision"),
    /** True or false. */
    BOOLEAN("boolean"),
    /** Text of at least 255 characters of any script, which can be compared. */
    TEXT("varchar(255)"),
    /** Bytes. */
    BINARY("blob"),
    /** A day. */
    DATE("date"),
    /** A time of the day. */
    TIME("time"),
    /** A day and a time, in no zone. */
    TIMESTAMP("timestamp"),
    /** A moment. */
    MOMENT("timestamp with time zone"),
    /** A UUID. */
    UUID("uuid"),
    /** A JSON document. */
    JSON("json"),
    /** Several 32-bit numbers; asked for with the capability {@code ARRAYS} only. */
    INTEGER_ARRAY("int array"),
    /** A 64-bit primary key that the server fills. */
    GENERATED_KEY("bigint generated always as identity primary key");

    private final String standard;

    ColumnType(String standard) {
        this.standard = standard;
    }

    /** Its name in standard SQL. */
    public String standard() {
        return standard;
    }
}
