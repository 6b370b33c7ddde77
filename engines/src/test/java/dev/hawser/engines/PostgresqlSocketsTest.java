package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.SilentServer;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PostgresqlSocketsTest {

    @TempDir
    private Path directory;

    /** As in an application server that has the driver, with an application that has the rest. */
    @Test
    void connect_driverOfAParentClassLoader_worksWithoutTheFactory() throws Exception {
        HostSpec nobody = SilentServer.refusing();
        List<URL> driver = new ArrayList<>();
        List<URL> others = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            boolean drivers = entry.contains("postgresql" + File.separator);
            (drivers ? driver : others).add(Path.of(entry).toUri().toURL());
        }
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader server = new URLClassLoader(driver.toArray(URL[]::new), platform);
                URLClassLoader application = new URLClassLoader(others.toArray(URL[]::new), server)) {
            Thread.currentThread().setContextClassLoader(server);
            try {
                assertThat(openFailure(application, "postgresql://anna@" + nobody + "/orders"))
                        .contains("Connection to " + nobody + " refused")
                        .doesNotContain("SocketFactory");
            } finally {
                Thread.currentThread().setContextClassLoader(PostgresqlSocketsTest.class.getClassLoader());
            }
        }
    }

    /** {@code DatabaseManager.builder(…).database(…).engines(…).open()} of that loader. */
    private String openFailure(ClassLoader loader, String url) throws Exception {
        Class<?> sourcesType = loader.loadClass(ConfigSources.class.getName());
        Class<?> optionsType = loader.loadClass(DatabaseOptions.class.getName());
        Class<?> managerType = loader.loadClass(DatabaseManager.class.getName());
        Object sources = sourcesType.getMethod("in", Path.class).invoke(null, directory);
        Object options = optionsType.getMethod("of", String.class).invoke(null, "orders");
        options = optionsType.getMethod("url", String.class).invoke(options, url);
        Object builder = managerType.getMethod("builder", sourcesType).invoke(null, sources);
        builder.getClass().getMethod("database", optionsType).invoke(builder, options);
        Object engine = loader.loadClass(PostgresqlEngine.class.getName())
                .getConstructor()
                .newInstance();
        builder.getClass().getMethod("engines", List.class).invoke(builder, List.of(engine));
        try {
            builder.getClass().getMethod("open").invoke(builder);
        } catch (InvocationTargetException failed) {
            return String.valueOf(failed.getCause().getMessage());
        }
        throw new AssertionError("it opened");
    }
}
