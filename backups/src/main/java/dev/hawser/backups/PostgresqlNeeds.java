package dev.hawser.backups;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a backup refers to that belongs to a server and not to a database: roles and tablespaces. Where the server has others, the objects go to the user who restores,
 * into the usual tablespace, and nobody else gets rights; the log says so. For one thread.
 */
final class PostgresqlNeeds {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[^\\s\",;]+)";
    private static final Pattern OWNER = Pattern.compile("^ALTER .* OWNER TO " + NAME + ";$");
    private static final Pattern GRANTEE = Pattern.compile(
            "^(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .* (?:TO|FROM) " + NAME + "(?: WITH GRANT OPTION)?;$");
    private static final Pattern DEFAULTS_OF = Pattern.compile("^ALTER DEFAULT PRIVILEGES FOR ROLE " + NAME + " .*$");
    private static final Pattern GRANTOR = Pattern.compile("^SET SESSION AUTHORIZATION " + NAME + ";$");
    private static final Pattern TABLESPACE = Pattern.compile("^SET default_tablespace = " + NAME + ";$");
    private static final String EVERYBODY = "PUBLIC";

    private final Set<String> owners = new TreeSet<>();
    private final Set<String> grantees = new TreeSet<>();
    private final Set<String> tablespaces = new TreeSet<>();

    /** A line of the definitions. One inside of a function's body may look like what it is not: it costs a warning at worst. */
    void read(String line) {
        note(OWNER, line, owners);
        note(GRANTEE, line, grantees);
        note(DEFAULTS_OF, line, grantees);
        note(GRANTOR, line, grantees);
        note(TABLESPACE, line, tablespaces);
    }

    private static void note(Pattern pattern, String line, Set<String> names) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
            String name = matcher.group(1);
            String plain =
                    name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
            if (!plain.equals(EVERYBODY) && !plain.equals("''")) {
                names.add(plain);
            }
        }
    }

    /** The options of pg_restore that leave out what this server cannot have. */
    List<String> options(HostConnection target, String doing) throws SQLException {
        List<String> options = new ArrayList<>();
        // A subscription would begin to follow another server again, or keep the database from being dropped.
        options.add("--no-subscriptions");
        owners.removeAll(target.texts("select rolname from pg_roles where pg_has_role(current_user, oid, 'member')"));
        if (!owners.isEmpty()) {
            options.add("--no-owner");
            log.warn(
                    "{}: what belonged to {} belongs to the user who restores, who cannot give it to them",
                    doing,
                    owners);
        }
        grantees.removeAll(target.texts("select rolname from pg_roles"));
        if (!grantees.isEmpty()) {
            options.add("--no-privileges");
            log.warn(
                    "{}: grants are left out, because there are no roles {} here; create them and restore again to have them",
                    doing,
                    grantees);
        }
        tablespaces.removeAll(target.texts("select spcname from pg_tablespace"));
        if (!tablespaces.isEmpty()) {
            options.add("--no-tablespaces");
            log.warn(
                    "{}: everything goes to the default tablespace, because there are no tablespaces {} here",
                    doing,
                    tablespaces);
        }
        return options;
    }
}
