package dev.hawser.server;

import io.javalin.http.HttpStatus;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are refused before any route sees them, such as malformed ones. */
final class JsonErrors implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Problem problem =
                Problem.of(HttpStatus.forStatus(response.getStatus()), "the request is malformed or cannot be served");
        response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, "application/json"));
        response.getHeaders().put(new HttpField("X-Content-Type-Options", "nosniff"));
        Content.Sink.write(response, true, Json.line(problem.body()), callback);
        return true;
    }
}
