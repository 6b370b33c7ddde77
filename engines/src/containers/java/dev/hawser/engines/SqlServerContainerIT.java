package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The contract against a real SQL Server in a container. Whoever runs this accepts the licence of the image. */
@ExtendWith(NeedsDocker.class)
class SqlServerContainerIT extends SqlEngineContract {

    private static final DockerImageName IMAGE =
            DockerImageName.parse("mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04");
    private static final int PORT = 1433;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String PASSWORD = "Aa1!" + UUID.randomUUID();

    private static GenericContainer<?> container;
    private static SqlServerUnderTest sqlserver;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        container = new GenericContainer<>(IMAGE)
                .withEnv("ACCEPT_EULA", "Y")
                .withEnv("MSSQL_SA_PASSWORD", PASSWORD)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*Recovery is complete.*\\s", 1))
                .withStartupTimeout(PATIENCE);
        container.start();
        HostSpec host = new HostSpec(container.getHost(), container.getMappedPort(PORT));
        sqlserver = new SqlServerUnderTest(directory, new SqlServerAddress(host, "sa", PASSWORD)).withTls();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            sqlserver.close();
        } finally {
            container.stop();
        }
    }

    @Override
    public SqlEngineUnderTest subject() {
        return sqlserver;
    }
}
