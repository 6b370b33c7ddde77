package dev.hawser.spi.jdbc;

import dev.hawser.spi.jdbc.JdbcSessionRules.SettingResets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the borrower of a connection changed, and the way back. For one thread at a time. */
final class SessionChanges {

    static final int AUTO_COMMIT = 1;
    static final int READ_ONLY = 1 << 1;
    static final int ISOLATION = 1 << 2;
    static final int CATALOG = 1 << 3;
    static final int SCHEMA = 1 << 4;
    static final int NETWORK_TIMEOUT = 1 << 5;
    static final int HOLDABILITY = 1 << 6;
    static final int SESSION = 1 << 7;
    static final int WARNINGS = 1 << 8;
    static final int CLIENT_INFO = 1 << 9;
    static final int TYPE_MAP = 1 << 10;
    // Without the last two: what they were is not known before their first change.
    static final int EVERYTHING = (1 << 9) - 1;

    private final Connection connection;
    private final @Nullable String resetSql;
    private final @Nullable SettingResets settingResets;
    private final JdbcBaseline baseline;
    private int changed;
    // Rarely set, and dear to ask for with some drivers: what they were is read before their first change.
    private Properties clientInfo = new Properties();
    private Map<String, Class<?>> typeMap = new HashMap<>();

    SessionChanges(Connection connection, JdbcSessionRules rules) throws SQLException {
        this.connection = connection;
        this.resetSql = rules.resetSql();
        this.settingResets = rules.settingResets();
        this.baseline = JdbcBaseline.of(connection, settingResets == null);
    }

    void note(int what) {
        changed |= what;
    }

    void undone(int what) {
        changed &= ~what;
    }

    void noteClientInfo() throws SQLException {
        if (!changed(CLIENT_INFO)) {
            Properties before = connection.getClientInfo();
            clientInfo = before == null ? new Properties() : (Properties) before.clone();
            note(CLIENT_INFO);
        }
    }

    void noteTypeMap() throws SQLException {
        if (!changed(TYPE_MAP)) {
            Map<String, Class<?>> before = connection.getTypeMap();
            typeMap = before == null ? new HashMap<>() : new HashMap<>(before);
            note(TYPE_MAP);
        }
    }

    void restore() throws SQLException {
        if (changed != 0) {
            // Transactions first: most settings cannot be changed inside one. Then what SQL did, which may have moved
            // the others.
            endTransaction();
            restoreSession();
            if (settingResets != null) {
                restoreWithStatements(settingResets);
            } else {
                restoreWithDriver();
            }
            restoreSettings();
            changed = 0;
        }
    }

    private void endTransaction() throws SQLException {
        if (changed(AUTO_COMMIT) && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void restoreSession() throws SQLException {
        if (!changed(SESSION)) {
            return;
        }
        if (resetSql == null) {
            throw new SQLException("the session was changed and this engine cannot restore it");
        }
        endTransactionOfText();
        execute(resetSql);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    // The driver does not see a BEGIN that was sent as text in auto-commit mode, and refuses to roll back; in manual
    // mode it does.
    private void endTransactionOfText() throws SQLException {
        connection.setAutoCommit(false);
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private void restoreSettings() throws SQLException {
        if (changed(READ_ONLY)) {
            baseline.restoreReadOnly(connection);
        }
        if (changed(NETWORK_TIMEOUT)) {
            baseline.restoreNetworkTimeout(connection);
        }
        if (changed(HOLDABILITY)) {
            baseline.restoreHoldability(connection);
        }
        if (changed(CLIENT_INFO)) {
            connection.setClientInfo(clientInfo);
        }
        if (changed(TYPE_MAP)) {
            connection.setTypeMap(typeMap);
        }
        if (changed(WARNINGS)) {
            connection.clearWarnings();
        }
    }

    private void restoreWithDriver() throws SQLException {
        if (changed(ISOLATION)) {
            baseline.restoreIsolation(connection);
        }
        if (changed(CATALOG)) {
            baseline.restoreCatalog(connection);
        }
        if (changed(SCHEMA)) {
            baseline.restoreSchema(connection);
        }
    }

    private void restoreWithStatements(SettingResets resets) throws SQLException {
        if (changed(SESSION)) {
            return; // that has undone these, too
        }
        if (changed(ISOLATION)) {
            execute(resets.isolation());
        }
        if (changed(SCHEMA)) {
            execute(resets.schema());
        }
    }

    private boolean changed(int what) {
        return (changed & what) != 0;
    }
}
