package dev.hawser.server.access;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Has a request handled when all of its body is there, up to a size. Until then it takes no thread, however slow the client is. Nothing is kept of a body that comes without a
 * token, since no route takes one, and what is kept of all bodies is bounded. Thread-safe.
 */
final class WholeBody extends Handler.Wrapper {

    /** So many bodies of the largest size may be there at a time. */
    private static final int BODIES = 64;

    /**
     * So much of a body that is too large is read and forgotten before it is refused: a client that still sends when its connection is closed may never see the answer
     * (<a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, 9.6</a>).
     */
    private static final int MOST_DISCARDED = 1024 * 1024;

    private static final long MOST_BYTES_OF_ALL = 32L * 1024 * 1024;

    private final int mostBytes;
    private final long mostBytesOfAll;
    private final AtomicLong kept = new AtomicLong();

    WholeBody(int mostBytes) {
        this.mostBytes = mostBytes;
        this.mostBytesOfAll = Math.min((long) BODIES * mostBytes, Math.max(MOST_BYTES_OF_ALL, mostBytes));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        boolean bodyless = length <= 0 && !chunked;
        if (bodyless || !request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            return super.handle(request, response, callback);
        }
        if (length > (long) mostBytes + MOST_DISCARDED) {
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
        private final Body body = new Body();

        /** Of a body that is too large, what was forgotten. */
        private long tooLarge;

        Reading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = new Callback.Nested(callback) {
                @Override
                public void completed() {
                    kept.addAndGet(-body.size());
                }
            };
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
                if (tooLarge > 0) {
                    if (last || tooLarge > MOST_DISCARDED) {
                        Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
                        return;
                    }
                    continue;
                }
                if (kept.get() > mostBytesOfAll) {
                    response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
                    Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
                    return;
                }
                if (last) {
                    Request whole = new Whole(request, body.whole());
                    // What comes next may block, and this thread may be the one that reads from all clients.
                    request.getComponents().getExecutor().execute(() -> next(whole, response, callback));
                    return;
                }
            }
        }

        private void take(Content.Chunk chunk) {
            try {
                if (body.size() + tooLarge + chunk.remaining() > mostBytes) {
                    tooLarge += chunk.remaining();
                    return;
                }
                byte[] bytes = new byte[chunk.remaining()];
                chunk.getByteBuffer().get(bytes);
                body.writeBytes(bytes);
                kept.addAndGet(bytes.length);
            } finally {
                chunk.release();
            }
        }
    }

    /** What has come of a body; it is not copied when it is whole. */
    private static final class Body extends ByteArrayOutputStream {

        ByteBuffer whole() {
            return ByteBuffer.wrap(buf, 0, count);
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
