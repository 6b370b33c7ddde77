package dev.hawser.engines;

import java.util.List;

/** MariaDB, through {@code org.mariadb.jdbc:mariadb-java-client}; without that, through {@code com.mysql:mysql-connector-j}. Thread-safe. */
public final class MariadbEngine extends MysqlFamily {

    /** For {@link java.util.ServiceLoader}. */
    public MariadbEngine() {
        super(List.of(new MariadbConnector(), new ConnectorJ()));
    }

    @Override
    public String name() {
        return "mariadb";
    }
}
