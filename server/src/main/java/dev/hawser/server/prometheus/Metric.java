package dev.hawser.server.prometheus;

/** The one table of what the page shows. {@code docs/metrics.md} has the same rows. */
enum Metric {
    OPERATION_DURATION(Kind.HISTOGRAM, "db_client_operation_duration_seconds", "How long statements took."),
    CONNECTION_COUNT(Kind.GAUGE, "db_client_connection_count", "Open connections, by state."),
    CONNECTION_IDLE_MAX(Kind.GAUGE, "db_client_connection_idle_max", "Connections that are kept."),
    CONNECTION_MAX(Kind.GAUGE, "db_client_connection_max", "Connections that may exist, overflow included."),
    CONNECTION_PENDING(Kind.GAUGE, "db_client_connection_pending_requests", "Callers who wait for a connection."),
    CONNECTION_TIMEOUTS(Kind.COUNTER, "db_client_connection_timeouts", "Callers who gave up waiting for a connection."),
    CONNECTION_CREATE_TIME(
            Kind.HISTOGRAM, "db_client_connection_create_time_seconds", "How long opening a connection took."),
    CONNECTION_WAIT_TIME(
            Kind.HISTOGRAM,
            "db_client_connection_wait_time_seconds",
            "How long callers waited for the connection they got."),
    CONNECTION_USE_TIME(
            Kind.HISTOGRAM,
            "db_client_connection_use_time_seconds",
            "How long connections were lent; measured for some loans of each second."),

    DATABASE_UP(Kind.GAUGE, "hawser_database_up", "Whether the database works, be it degraded."),
    DATABASE_STATUS(Kind.GAUGE, "hawser_database_status", "1 for the status that the database has."),
    DATABASE_PAUSED(Kind.GAUGE, "hawser_database_paused", "Whether an operator holds its work back."),
    HEALTH_AGE(Kind.GAUGE, "hawser_health_age_seconds", "How old the last answer about its health is."),
    BACKUP_AGE(
            Kind.GAUGE, "hawser_backup_age_seconds", "How old the newest good backup is; missing while there is none."),
    BACKUP_FAILED(
            Kind.GAUGE,
            "hawser_backup_failed",
            "Whether the last backup could not be taken, or the catalogue not be read."),
    HOST_UP(
            Kind.GAUGE,
            "hawser_host_up",
            "Whether the host answered when it was last asked, and nothing has spoken against it since."),
    HOST_ROLE(Kind.GAUGE, "hawser_host_role", "1 for the role that the host has."),
    HOST_FENCED(Kind.GAUGE, "hawser_host_fenced", "Whether the host answers and must not be used."),
    REPLICA_LAG(Kind.GAUGE, "hawser_replica_lag_seconds", "How far the replica is behind its primary at most."),
    TOPOLOGY_EPOCH(Kind.GAUGE, "hawser_topology_epoch", "Rises whenever a role changes."),
    FAILOVERS(Kind.COUNTER, "hawser_failovers", "How often another host became the primary."),
    RETRIES(Kind.COUNTER, "hawser_retries", "Attempts after the first, of any operation."),
    CONNECTION_ERRORS(Kind.COUNTER, "hawser_connection_errors", "Attempts to connect that failed."),
    POOL_REJECTED(Kind.COUNTER, "hawser_pool_rejected", "Callers who were refused before they began to wait."),
    POOL_RETIRED(Kind.COUNTER, "hawser_pool_retired", "Connections that were closed, for whatever reason."),
    POOL_LEAKED(Kind.COUNTER, "hawser_pool_leaked", "Connections that were never given back, and reclaimed."),
    COMMITS_IN_DOUBT(Kind.COUNTER, "hawser_commits_in_doubt", "Commits that got no answer."),
    COMMITS_UNKNOWN(
            Kind.COUNTER, "hawser_commits_unknown", "Those in doubt of which it was not found out what became."),
    ALERTS_FIRING(Kind.GAUGE, "hawser_alerts_firing", "Alerts that go on."),
    WEBHOOK_DELIVERIES(
            Kind.COUNTER, "hawser_webhook_deliveries", "Alerts sent to the webhook, by what became of them."),
    WEBHOOK_RETRIES(Kind.COUNTER, "hawser_webhook_retries", "Attempts to deliver after the first."),

    PROCESS_START_TIME(
            Kind.GAUGE, "process_start_time_seconds", "When the process started, in seconds since 1970 (UTC)."),
    PROCESS_UPTIME(Kind.GAUGE, "process_uptime_seconds", "How long the process has run."),
    PROCESS_CPU(Kind.COUNTER, "process_cpu_seconds", "Time that the process ran on processors."),
    JVM_MEMORY_USED(Kind.GAUGE, "jvm_memory_used_bytes", "Memory in use."),
    JVM_MEMORY_LIMIT(Kind.GAUGE, "jvm_memory_limit_bytes", "Memory that may be used, where there is a limit."),
    JVM_THREADS(Kind.GAUGE, "jvm_thread_count", "Threads that run.");

    /** What Prometheus does with it. */
    enum Kind {
        /** It rises alone; its name ends with {@code _total} on the page. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** How durations are distributed. */
        HISTOGRAM
    }

    private final Kind kind;
    private final String title;
    private final String help;

    Metric(Kind kind, String title, String help) {
        this.kind = kind;
        this.title = title;
        this.help = help;
    }

    Kind kind() {
        return kind;
    }

    /** Its name, for a counter without {@code _total}. */
    String title() {
        return title;
    }

    String help() {
        return help;
    }
}
