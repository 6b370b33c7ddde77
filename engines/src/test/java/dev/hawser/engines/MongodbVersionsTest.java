package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongodbVersionsTest {

    @TempDir
    private Path directory;

    /** A jar with nothing but the name of a class and a version. */
    private URL jar(String resource, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        Path jar = Files.createTempFile(directory, "driver", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry(resource));
        }
        return jar.toUri().toURL();
    }

    @Test
    void difference_twoVersions_namesTheArtifacts() throws IOException {
        URL core = jar("com/mongodb/MongoClientSettings.class", "5.14.0");
        URL reactive = jar("com/mongodb/reactivestreams/client/MongoClients.class", "5.8.0");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {core, reactive}, null)) {
            assertThat(MongodbVersions.seenBy(loader).difference())
                    .contains(
                            "org.mongodb:mongodb-driver-core 5.14.0, org.mongodb:mongodb-driver-reactivestreams 5.8.0");
        }
    }

    @Test
    void difference_oneVersion_isNone() throws IOException {
        URL core = jar("com/mongodb/MongoClientSettings.class", "5.8.0");
        URL sync = jar("com/mongodb/client/MongoClients.class", "5.8.0");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {core, sync}, null)) {
            assertThat(MongodbVersions.seenBy(loader).difference()).isEmpty();
        }
        assertThat(MongodbVersions.seenBy(MongodbVersionsTest.class.getClassLoader())
                        .difference())
                .isEmpty();
    }
}
