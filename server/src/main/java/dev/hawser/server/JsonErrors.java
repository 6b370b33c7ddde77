package dev.hawser.server;

import dev.hawser.server.access.Guard;
import io.javalin.http.HttpStatus;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are refused before any route sees them, such as malformed ones. */
final class JsonErrors implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpStatus status = HttpStatus.forStatus(response.getStatus());
        Problem problem = Problem.of(status, advice(status));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Guard.HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
        Content.Sink.write(response, true, Json.line(problem.body()), callback);
        return true;
    }

    private static String advice(HttpStatus status) {
        return switch (status) {
            case REQUEST_HEADER_FIELDS_TOO_LARGE, URI_TOO_LONG ->
                "the head of the request, its address and headers, is larger than server.limits.header-bytes; send less";
            case CONTENT_TOO_LARGE -> "the body of the request is larger than server.limits.request-bytes; send less";
            case REQUEST_TIMEOUT -> "the request did not arrive in time; send it at once";
            case SERVICE_UNAVAILABLE -> "the server is about to stop; ask another one, or later";
            case INTERNAL_SERVER_ERROR -> "an unexpected error; the server's log has the details";
            default -> "the request is malformed or cannot be served";
        };
    }
}
