package dev.hawser.config;

/** How the text of a property is read. */
public enum PropertyType {
    /** Any text. */
    TEXT("text"),
    /** A text that is never printed. */
    SECRET("secret"),
    /** A database URL, printed without its credentials. */
    URL("URL"),
    /** Several database URLs or hosts, printed without credentials. */
    URLS("list of URLs"),
    /** One or more hosts, each with a port or without. */
    HOSTS("host, or several with commas"),
    /** A whole number. */
    INTEGER("whole number"),
    /** A number with a fraction. */
    NUMBER("number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** A time span. */
    DURATION("duration"),
    /** A number of bytes. */
    BYTES("size"),
    /** The address of a service on the web, printed without credentials. */
    WEB_URL("web address"),
    /** A key or certificate as PEM text, or the path of a file with it. */
    PEM("PEM text, or the path of its file"),
    /** Several texts. */
    LIST("list"),
    /** Names with texts. */
    MAP("map"),
    /** The path of a file. */
    PATH("path"),
    /** A web address, of which the place alone is printed. */
    WEBHOOK_URL("web address"),
    /** Several lines, each of an {@link AlertRule}. */
    ALERT_RULES("list of rules"),
    /** An {@link SslMode}. */
    SSL_MODE("SSL mode"),
    /** A {@link dev.hawser.Consistency}. */
    CONSISTENCY("consistency"),
    /** A {@link ReadHosts}. */
    READ_HOSTS("hosts for reads"),
    /** A {@link Routing}. */
    ROUTING("routing"),
    /** A {@link Certainty}. */
    CERTAINTY("certainty"),
    /** One of a few names: {@link Property#choices()}. */
    CHOICE("one of"),
    /** A {@link BackupSchedule}. */
    SCHEDULE("schedule"),
    /** A key for encryption, which is never printed. */
    KEY("secret");

    private final String label;

    PropertyType(String label) {
        this.label = label;
    }

    /** What it is called in the documentation. */
    @Override
    public String toString() {
        return label;
    }
}
