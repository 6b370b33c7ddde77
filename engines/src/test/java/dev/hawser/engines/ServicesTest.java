package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spi.Engine;
import java.io.File;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServicesTest {

    private static final Path CLASSES = Path.of("target", "classes");

    @Test
    void engines_foundByServiceLoader_areThoseOfModuleInfo() throws Exception {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<String> provided = module.provides().stream()
                .filter(provides -> provides.service().equals(Engine.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
        String listed = Files.readString(
                CLASSES.resolve("META-INF/services/" + Engine.class.getName()), StandardCharsets.UTF_8);

        assertThat(listed.lines().toList()).isEqualTo(provided);
        assertThat(ServiceLoader.load(Engine.class).stream()
                        .map(provider -> provider.type().getName())
                        .toList())
                .containsAll(provided);
    }

    @Test
    void missingDriver_driverThere_isEmpty() {
        assertThat(new PostgresqlEngine().missingDriver()).isEmpty();
        assertThat(new SqlServerEngine().missingDriver()).isEmpty();
        assertThat(new SqliteEngine().missingDriver()).isEmpty();
        assertThat(new AccessEngine().missingDriver()).isEmpty();
        assertThat(new MongodbEngine().missingDriver()).isEmpty();
    }

    @Test
    void engines_withoutDrivers_loadAndNameTheArtifact() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Stream.of(
                            "sqlite-jdbc",
                            "postgresql" + File.separator,
                            "mysql-connector-j",
                            "mariadb-java-client",
                            "mssql-jdbc",
                            "ucanaccess",
                            "jackcess",
                            "hsqldb",
                            "org" + File.separator + "mongodb")
                    .noneMatch(entry::contains)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader withoutDrivers =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> service = withoutDrivers.loadClass(Engine.class.getName());
            List<String> missing = new ArrayList<>();
            for (Object engine : ServiceLoader.load(service, withoutDrivers)) {
                for (String method : List.of("name", "schemes", "capabilities", "defaults", "embedded")) {
                    service.getMethod(method).invoke(engine);
                }
                missing.add(service.getMethod("missingDriver").invoke(engine).toString());
            }
            assertThat(missing)
                    .containsExactly(
                            "Optional[org.postgresql:postgresql]",
                            "Optional[com.mysql:mysql-connector-j]",
                            "Optional[org.mariadb.jdbc:mariadb-java-client]",
                            "Optional[com.microsoft.sqlserver:mssql-jdbc]",
                            "Optional[org.xerial:sqlite-jdbc]",
                            "Optional[io.github.spannm:ucanaccess]",
                            "Optional[org.mongodb:mongodb-driver-sync]");
        }
    }
}
