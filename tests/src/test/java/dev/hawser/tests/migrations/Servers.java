package dev.hawser.tests.migrations;

import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/** The servers that tests of migrations share; each is started when it is first needed, and stops with the process. */
final class Servers {

    private Servers() {}

    private static final class Mariadb {
        static final MariadbServer SERVER = started();

        private static MariadbServer started() {
            try {
                return MariadbServer.started();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static final class Mysql {
        static final MysqlServer SERVER = started();

        private static MysqlServer started() {
            try {
                return MysqlServer.started();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    static MariadbServer mariadb() {
        return Mariadb.SERVER;
    }

    static MysqlServer mysql() {
        return Mysql.SERVER;
    }

    /** A name that no database has yet. */
    static String newName() {
        return "snapshot_" + UUID.randomUUID().toString().replace("-", "");
    }
}
