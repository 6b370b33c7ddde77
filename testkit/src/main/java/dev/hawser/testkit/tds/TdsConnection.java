package dev.hawser.testkit.tds;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its first message to its last. Requests are run one after the other on a thread of their own, so that an attention is heard while one runs; it is
 * answered behind the response that it cuts off, in a message of its own.
 */
final class TdsConnection {

    private static final TdsMessage END = new TdsMessage(-1, new byte[0]);

    private final TdsServer server;
    private final Socket socket;
    private final int spid;
    private final BlockingDeque<TdsMessage> requests = new LinkedBlockingDeque<>();
    private final Map<Integer, Prepared> prepared = new HashMap<>();
    private int lastHandle;

    private record Prepared(String sql, List<String> names) {}

    /** An end without an answer. */
    static final class Cut extends RuntimeException {

        private static final long serialVersionUID = 1;

        Cut() {
            super("cut by the test", null, false, false);
        }
    }

    TdsConnection(TdsServer server, Socket socket, int spid) {
        this.server = server;
        this.socket = socket;
        this.spid = spid;
    }

    /** Serves the client until it goes. */
    void serve() throws IOException {
        TdsChannel plain = new TdsChannel(socket.getInputStream(), socket.getOutputStream());
        int encryption =
                Prelogin.agreed(server.encryption(), Prelogin.encryption(expected(plain, TdsMessage.PRELOGIN)));
        plain.respond(Prelogin.response(encryption));
        Greeting greeting = greeting(plain, encryption);
        try (SqlSession session = loggedIn(greeting)) {
            if (session != null) {
                runRequests(session, greeting.channel());
            }
        }
    }

    /** A login, and what comes after it. */
    private record Greeting(LoginRequest login, TdsChannel channel, boolean encrypted) {}

    private Greeting greeting(TdsChannel plain, int encryption) throws IOException {
        SSLContext tls = server.tls();
        if (encryption == Prelogin.NOT_SUPPORTED || tls == null) {
            return new Greeting(login(plain), plain, false);
        }
        LoginTls encrypted = LoginTls.accept(tls, socket.getInputStream(), socket.getOutputStream());
        LoginRequest login = login(encrypted.channel());
        if (encryption == Prelogin.OFF) { // the login alone was encrypted
            encrypted.end();
            return new Greeting(login, plain, false);
        }
        return new Greeting(login, encrypted.channel(), true);
    }

    private static LoginRequest login(TdsChannel channel) throws IOException {
        return LoginRequest.of(expected(channel, TdsMessage.LOGIN7));
    }

    private static TdsMessage expected(TdsChannel channel, int type) throws IOException {
        TdsMessage message = channel.read();
        if (message.type() != type) {
            throw new IOException("a message of type " + message.type() + " instead of " + type);
        }
        return message;
    }

    /** Null if the login was refused, or led elsewhere. */
    private @Nullable SqlSession loggedIn(Greeting greeting) throws IOException {
        LoginRequest login = greeting.login();
        TdsChannel channel = greeting.channel();
        Tokens out = new Tokens(false);
        try {
            SqlSession session = server.logIn(login, spid, greeting.encrypted());
            HostSpec elsewhere = server.route(login);
            if (elsewhere != null) {
                session.close();
                channel.respond(
                        out.loginAck().route(elsewhere).done(false, false).toBytes());
                return null;
            }
            out.database(session.database(), TdsDatabases.MASTER)
                    .collation()
                    .loginAck()
                    .packetSize()
                    .done(false, false);
            channel.respond(out.toBytes());
            return session;
        } catch (SqlServerError refused) {
            channel.respond(out.error(refused).done(true, false).toBytes());
            return null;
        } catch (SQLException broken) {
            throw new IOException("H2 gives no connection", broken);
        }
    }

    private void runRequests(SqlSession session, TdsChannel channel) throws IOException {
        server.daemon("tds-reader-" + spid, () -> readRequests(session, channel));
        try {
            while (true) {
                TdsMessage request = requests.take();
                switch (request.type()) {
                    case TdsMessage.ATTENTION ->
                        channel.respond(new Tokens(false).attention().toBytes());
                    case TdsMessage.SQL_BATCH -> batch(request.reader(), session, channel);
                    case TdsMessage.RPC -> calls(request.reader(), session, channel);
                    case TdsMessage.TRANSACTION_MANAGER ->
                        channel.respond(new Tokens(false)
                                .error(new SqlServerError(3910, 16, "Distributed transactions are not known here."))
                                .done(true, false)
                                .toBytes());
                    default -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void readRequests(SqlSession session, TdsChannel channel) {
        try {
            while (true) {
                TdsMessage message = channel.read();
                if (message.type() == TdsMessage.ATTENTION) {
                    requests.add(message);
                    session.cancel();
                } else {
                    session.ready(); // a client sends its next request when it has the answer to the last
                    requests.add(message);
                }
            }
        } catch (IOException gone) {
            session.cancel();
            requests.add(END);
        }
    }

    private void batch(TdsReader in, SqlSession session, TdsChannel channel) throws IOException {
        in.skipHeaders();
        Tokens out = new Tokens(false);
        SqlServerError error = null;
        try {
            session.run(in.rest(), List.of(), out);
        } catch (SqlServerError failed) {
            error = failed;
            out.error(failed);
        }
        out.done(error != null, false);
        respond(out, session, channel, error);
    }

    private void calls(TdsReader in, SqlSession session, TdsChannel channel) throws IOException {
        Tokens out = new Tokens(true);
        SqlServerError error = null;
        try {
            List<RpcRequest> calls = RpcRequest.read(in);
            for (int i = 0; i < calls.size() && !isCutOff(); i++) {
                SqlServerError failed = call(calls.get(i), session, out, i + 1 < calls.size());
                error = failed == null ? error : failed;
            }
        } catch (SqlServerError unreadable) {
            error = unreadable;
            out.error(unreadable).done(true, false);
        }
        respond(out, session, channel, error);
    }

    private boolean isCutOff() {
        TdsMessage next = requests.peek();
        return next != null && next.type() == TdsMessage.ATTENTION;
    }

    private void respond(Tokens out, SqlSession session, TdsChannel channel, @Nullable SqlServerError error)
            throws IOException {
        if (isCutOff()) {
            Tokens cutOff = new Tokens(false);
            try {
                session.afterCancel(cutOff);
            } catch (SqlServerError failed) {
                cutOff.error(failed);
            }
            channel.respond(cutOff.done(true, false).toBytes());
            return;
        }
        channel.respond(out.toBytes());
        if (error != null && error.isFatal()) {
            throw new IOException("closed after a fatal error");
        }
    }

    /** Runs one call, and returns its error, which is in {@code out} already. */
    private @Nullable SqlServerError call(RpcRequest request, SqlSession session, Tokens out, boolean more) {
        try {
            int handle = run(request, session, out);
            out.returnStatus();
            if (handle > 0) {
                out.handle(handle);
            }
            out.done(false, more);
            return null;
        } catch (SqlServerError failed) {
            out.error(failed).statementFailed().done(true, more);
            return failed;
        }
    }

    /** The handle of what it prepared; 0 if that was not asked for. */
    private int run(RpcRequest request, SqlSession session, Tokens out) throws SqlServerError {
        switch (request.procedure()) {
            case "sp_executesql" -> {
                List<String> names = request.parameters().size() > 1 ? names(request.text(1)) : List.of();
                run(new Prepared(request.text(0), names), request.parametersFrom(2), session, out);
                return 0;
            }
            case "sp_prepexec" -> {
                int handle = prepare(request);
                run(found(handle), request.parametersFrom(3), session, out);
                return handle;
            }
            case "sp_prepare" -> {
                return prepare(request);
            }
            case "sp_execute" -> {
                run(found(request.handle()), request.parametersFrom(1), session, out);
                return 0;
            }
            case "sp_unprepare" -> {
                prepared.remove(request.handle());
                return 0;
            }
            default ->
                throw new SqlServerError(2812, 16, "Could not find stored procedure '" + request.procedure() + "'.");
        }
    }

    private int prepare(RpcRequest request) throws SqlServerError {
        boolean parameters = request.parameters().get(1).value() != null;
        prepared.put(++lastHandle, new Prepared(request.text(2), parameters ? names(request.text(1)) : List.of()));
        return lastHandle;
    }

    private Prepared found(int handle) throws SqlServerError {
        Prepared statement = prepared.get(handle);
        if (statement == null) {
            throw new SqlServerError(8179, 16, "Could not find prepared statement with handle " + handle + ".");
        }
        return statement;
    }

    /** {@code @P0 int,@P1 nvarchar(4000)}. */
    private static List<String> names(String definitions) throws SqlServerError {
        return TsqlToken.all(definitions).stream()
                .filter(token -> token.kind() == TsqlToken.Kind.VARIABLE)
                .map(TsqlToken::text)
                .toList();
    }

    /** Parameters without names come in the order of their definitions. */
    private static void run(Prepared statement, List<RpcParameter> values, SqlSession session, Tokens out)
            throws SqlServerError {
        if (values.size() > TdsServer.MAX_PARAMETERS) {
            throw new SqlServerError(
                    8003,
                    16,
                    "The incoming request has too many parameters. The server supports a maximum of 2100 parameters.");
        }
        List<RpcParameter> named = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            RpcParameter value = values.get(i);
            boolean nameless = value.name().isEmpty() && i < statement.names().size();
            named.add(nameless ? new RpcParameter(statement.names().get(i), value.type(), value.value()) : value);
        }
        int depth = session.depth();
        session.run(statement.sql(), named, out);
        if (session.depth() < depth) {
            throw new SqlServerError(
                    266,
                    16,
                    "Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = "
                            + depth + ", current count = " + session.depth() + ".");
        }
    }
}
