package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Engines that an application does not use cost it nothing, and the message about a driver that is not there names the artifact. */
class AbsentDriversTest {

    /** Where the drivers of the others are, as part of a path. */
    private static final List<String> ARTIFACTS = List.of(
            "org/postgresql/",
            "mysql-connector-j",
            "mariadb-java-client",
            "mssql-jdbc",
            "ucanaccess",
            "jackcess",
            "hsqldb",
            "org/mongodb/");

    private static final List<String> DRIVERS = List.of(
            "org.postgresql.",
            "com.mysql.",
            "org.mariadb.",
            "com.microsoft.",
            "net.ucanaccess.",
            "io.github.spannm.",
            "com.healthmarketscience.",
            "org.hsqldb.",
            "com.mongodb.",
            "org.bson.");

    private static final List<String> ENGINES = Stream.of(
                    "Postgresql", "Mysql", "Mariadb", "ConnectorJ", "SqlServer", "Access", "Mongodb")
            .map(name -> "dev.hawser.engines." + name)
            .toList();

    /** Notes every class that is looked for, whether it is there or not. */
    private static final class Listening extends URLClassLoader {

        final Set<String> asked = ConcurrentHashMap.newKeySet();

        Listening(List<URL> path) {
            super(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }

        /** In a thread of its own, whose services and drivers are those of this loader. */
        @SuppressWarnings("unchecked") // List is of the virtual machine's own loader
        List<String> run(boolean others) throws Exception {
            Callable<List<String>> application = (Callable<List<String>>) loadClass(SqliteAlone.class.getName())
                    .getConstructor(boolean.class)
                    .newInstance(others);
            FutureTask<List<String>> run = new FutureTask<>(application);
            Thread thread = new Thread(run, "application");
            thread.setContextClassLoader(this);
            thread.start();
            return run.get(60, TimeUnit.SECONDS);
        }

        Stream<String> asked(List<String> prefixes) {
            return asked.stream().filter(name -> prefixes.stream().anyMatch(name::startsWith));
        }
    }

    private static Listening application(boolean driversThere) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String unified = entry.replace(File.separatorChar, '/');
            if (driversThere || ARTIFACTS.stream().noneMatch(unified::contains)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return new Listening(path);
    }

    /** That they are listed makes their services be loaded; nothing of what these do is. */
    private static void usesNothingOfTheOthers(Listening application) throws Exception {
        application.run(false);
        assertThat(application.asked).contains("org.sqlite.JDBC");
        assertThat(application.asked(DRIVERS)).isEmpty();
        assertThat(application.asked(ENGINES))
                .containsExactlyInAnyOrder(
                        "dev.hawser.engines.PostgresqlEngine",
                        "dev.hawser.engines.MysqlEngine",
                        "dev.hawser.engines.MysqlFamily",
                        "dev.hawser.engines.MysqlDriver",
                        "dev.hawser.engines.ConnectorJ",
                        "dev.hawser.engines.MariadbEngine",
                        "dev.hawser.engines.MariadbConnector",
                        "dev.hawser.engines.SqlServerEngine",
                        "dev.hawser.engines.AccessEngine",
                        "dev.hawser.engines.MongodbEngine");
    }

    @Test
    void start_otherDriversThere_usesNothingOfThem() throws Exception {
        try (Listening application = application(true)) {
            usesNothingOfTheOthers(application);
        }
    }

    @Test
    void start_otherDriversAbsent_looksForNothing_untilOneIsConfigured_whichNamesItsArtifact() throws Exception {
        try (Listening application = application(false)) {
            usesNothingOfTheOthers(application);
            assertThat(application.run(true))
                    .extracting(message -> message.replaceAll(".*; add | to the class path", ""))
                    .containsExactly(
                            "org.postgresql:postgresql",
                            "com.mysql:mysql-connector-j",
                            "org.mariadb.jdbc:mariadb-java-client",
                            "com.microsoft.sqlserver:mssql-jdbc",
                            "io.github.spannm:ucanaccess",
                            "org.mongodb:mongodb-driver-sync");
        }
    }
}
