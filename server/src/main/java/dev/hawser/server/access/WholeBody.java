package dev.hawser.server.access;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Has a request handled when all of its body is there, up to a size. Until then it takes no thread, however slow the client is. Thread-safe. */
final class WholeBody extends Handler.Wrapper {

    private final int mostBytes;

    WholeBody(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (length <= 0 && !chunked) {
            return super.handle(request, response, callback);
        }
        if (length > mostBytes) {
            Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
        } else {
            new Reading(request, response, callback).run();
        }
        return true;
    }

    private void next(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failed) {
            Response.writeError(request, response, callback, failed);
        }
    }

    /** For one thread at a time, as Jetty calls it. */
    private final class Reading implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
                    return;
                }
                boolean last = chunk.isLast();
                take(chunk);
                if (body.size() > mostBytes) {
                    Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
                    return;
                }
                if (last) {
                    Request whole = new Whole(request, ByteBuffer.wrap(body.toByteArray()));
                    // What comes next may block, and this thread may be the one that reads from all clients.
                    request.getComponents().getExecutor().execute(() -> next(whole, response, callback));
                    return;
                }
            }
        }

        private void take(Content.Chunk chunk) {
            try {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.getByteBuffer().get(bytes);
                body.writeBytes(bytes);
            } finally {
                chunk.release();
            }
        }
    }

    /** A request whose body has been read. */
    private static final class Whole extends Request.Wrapper {

        private final ByteBuffer body;
        private boolean given;

        Whole(Request request, ByteBuffer body) {
            super(request);
            this.body = body;
        }

        @Override
        public Content.Chunk read() {
            if (given) {
                return Content.Chunk.EOF;
            }
            given = true;
            return Content.Chunk.from(body, true);
        }

        @Override
        public void demand(Runnable demanded) {
            getComponents().getExecutor().execute(demanded);
        }
    }
}
