package dev.hawser.engines;

import java.util.List;

/** MySQL, through {@code com.mysql:mysql-connector-j}; without that, through {@code org.mariadb.jdbc:mariadb-java-client}. Thread-safe. */
public final class MysqlEngine extends MysqlFamily {

    /** For {@link java.util.ServiceLoader}. */
    public MysqlEngine() {
        super(List.of(new ConnectorJ(), new MariadbConnector()));
    }

    @Override
    public String name() {
        return "mysql";
    }
}
