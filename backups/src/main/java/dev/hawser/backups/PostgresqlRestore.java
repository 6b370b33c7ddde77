package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Puts a backup into a database in one transaction, which is committed when pg_restore has ended well, and everything it read was undamaged. {@code pg_restore
 * --single-transaction} would commit before that, and cannot drop what is not in the backup.
 */
final class PostgresqlRestore {

    private static final int BUFFER = 64 * 1024;

    /** Sent by the pg_restore of version 17 and later, whatever the server is; servers before that refuse it. */
    private static final String TRANSACTION_TIMEOUT = "SET transaction_timeout = 0;\n";

    private static final int LAST_SERVER_WITHOUT = 16;

    /** Whoever uses the database is given a minute to let go of it. */
    private static final String CLEAN = """
            set local statement_timeout = 0;
            set local lock_timeout = '60s';
            set local client_min_messages = warning;
            do $hawser$
            declare one record;
            begin
              for one in select format('extension if exists %I', extname) as what from pg_extension where extname <> 'plpgsql'
                   union all select format('schema if exists %I', nspname) from pg_namespace
                              where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
                   union all select format('publication if exists %I', pubname) from pg_publication
                   union all select format('event trigger if exists %I', evtname) from pg_event_trigger
              loop
                execute 'drop ' || one.what || ' cascade';
              end loop;
              for one in select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end as kind,
                                c.relname as name
                           from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
              loop
                execute format('drop %s if exists public.%I cascade', one.kind, one.name);
              end loop;
              for one in select case object.type when 'composite type' then 'type' when 'statistics object' then 'statistics' else object.type end as kind,
                                object.identity
                           from pg_depend d, pg_identify_object(d.classid, d.objid, 0) as object
                          where d.refclassid = 'pg_namespace'::regclass and d.refobjid = 'public'::regnamespace and d.deptype = 'n'
                            and d.classid <> 'pg_default_acl'::regclass and object.identity is not null
              loop
                execute format('drop %s if exists %s cascade', one.kind, one.identity);
              end loop;
              for one in select fdwname as name from pg_foreign_data_wrapper loop
                execute format('drop foreign data wrapper if exists %I cascade', one.name);
              end loop;
              perform lo_unlink(oid) from pg_largeobject_metadata;
            end
            $hawser$;
            """;

    /** A schema that is configured is there in a new database, and in the backup. */
    private static final String DROP_EMPTY_SCHEMAS = """
            do $hawser$
            declare one record;
            begin
              for one in select nspname as name from pg_namespace n
                          where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
                            and not exists (select from pg_depend d where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid)
                            and not exists (select from pg_depend d where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
              loop
                execute format('drop schema %I', one.name);
              end loop;
            end
            $hawser$;
            """;

    private PostgresqlRestore() {}

    static void run(PostgresqlTools tools, BackupSite target, PostgresqlArchive archive, String doing, boolean replace)
            throws IOException, SQLException, InterruptedException {
        PostgresqlNeeds needs = new PostgresqlNeeds();
        archive.definitions(doing, needs::read);
        List<String> options;
        boolean withoutTimeout;
        try (HostConnection connection = HostConnection.open(target)) {
            options = needs.options(connection, doing);
            withoutTimeout = connection.jdbc().getMetaData().getDatabaseMajorVersion() <= LAST_SERVER_WITHOUT;
        }
        try (RunningTool script = archive.script(doing, options);
                RunningTool psql = tools.runner().startWithInput(psql(tools, doing))) {
            try (OutputStream sql = psql.input()) {
                send(sql, "begin;\n" + (replace ? CLEAN : DROP_EMPTY_SCHEMAS));
                copy(script.output(), sql, withoutTimeout);
                script.await();
                send(sql, "commit;\n");
            } catch (IOException notTaken) {
                psql.await(); // which says why
                throw notTaken;
            }
            psql.await();
        }
    }

    private static ToolCommand psql(PostgresqlTools tools, String doing) {
        return tools.connecting(
                "psql",
                doing,
                List.of(
                        "--no-psqlrc",
                        "--quiet",
                        "--no-password",
                        "--set=ON_ERROR_STOP=1",
                        "--output=/dev/null",
                        "--file=-"));
    }

    private static void send(OutputStream sql, String text) throws IOException {
        sql.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void copy(InputStream script, OutputStream sql, boolean withoutTimeout) throws IOException {
        if (withoutTimeout) {
            // It stands among the settings, at the very beginning.
            String settings = new String(script.readNBytes(BUFFER), StandardCharsets.ISO_8859_1);
            int at = settings.indexOf(TRANSACTION_TIMEOUT);
            String sent = at < 0 || settings.lastIndexOf("\nSET ", at) < settings.lastIndexOf("\nCREATE ", at)
                    ? settings
                    : settings.substring(0, at) + settings.substring(at + TRANSACTION_TIMEOUT.length());
            sql.write(sent.getBytes(StandardCharsets.ISO_8859_1));
        }
        script.transferTo(sql);
    }
}
