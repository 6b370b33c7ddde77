package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessEngineTest {

    @TempDir
    private Path directory;

    private DatabaseConfig load(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .engines(List.of(new AccessEngine()))
                .load()
                .databases()
                .get(0);
    }

    private void refused(DatabaseOptions options, String... said) {
        assertThatThrownBy(() -> load(options))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(said);
    }

    private static DatabaseOptions url(String url) {
        return DatabaseOptions.of("orders").url(url);
    }

    @Test
    void url_everyForm_namesTheFile() {
        assertThat(load(url("access:///orders.accdb")).database()).isEqualTo("orders.accdb");
        assertThat(load(url("accdb:////data/orders.accdb")).database()).isEqualTo("/data/orders.accdb");
        assertThat(load(url("mdb:///orders%20old.mdb")).database()).isEqualTo("orders old.mdb");
        assertThat(load(url("jdbc:ucanaccess:///data/orders.accdb")).database()).isEqualTo("/data/orders.accdb");
        assertThat(load(url("jdbc:ucanaccess://C:/data/orders.accdb")).database())
                .isEqualTo("C:/data/orders.accdb");
    }

    @Test
    void url_jdbcParameters_areChecked_andThePasswordIsKept() {
        DatabaseConfig config = load(url("jdbc:ucanaccess:///o.accdb;password=c4nary;ignoreCase=false"));
        assertThat(config.password()).isNotNull();
        assertThat(config.properties()).containsExactlyEntriesOf(Map.of("ignoreCase", "false"));
        assertThat(config.toString()).doesNotContain("c4nary");
        refused(url("jdbc:ucanaccess:///o.accdb;jackcessOpener=x"), "properties.jackcessOpener");
        refused(url("access:///o.accdb").set("properties", Map.of("colour", "red")), "properties.colour", "ignoreCase");
    }

    @Test
    void check_whatAFileCannotHave_isRefusedByKey() {
        DatabaseOptions file = url("access:///orders.accdb");
        refused(file.user("anna"), "user");
        refused(file.set("schema", "s"), "schema");
        refused(file.set("extensions", List.of("vector")), "extensions");
        refused(file.set("ssl.mode", "require"), "ssl.mode");
        refused(file.set("replicas", List.of("db2:1")), "replicas", "no replicas");
        refused(file.set("host", "db1"), "host");
        refused(file.set("certainty", "xid"), "certainty");
        refused(file.poolSize(2), "pool.size", "one connection", "set it to 1");
        refused(file.set("pool.max-overflow", 1), "pool.max-overflow", "set it to 0");
        refused(file.set("create-db", true).set("readonly", true), "create-db");
    }

    @Test
    void check_whatIsNoFile_isRefused() {
        refused(url("access://"), "access:///orders.accdb");
        refused(url("access://db1/orders.accdb"), "a file has no host");
        refused(url("access::memory:"), "name of a file");
        refused(url("access:file:orders.accdb"), "must be a path");
        refused(url("access:///orders.xlsx").set("create-db", true), ".accdb", ".mdb");
    }
}
