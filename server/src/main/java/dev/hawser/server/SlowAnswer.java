package dev.hawser.server;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * Sends what anybody may ask for, and what may be large, without a thread that waits for the client: otherwise those who ask for it and do not take it would hold all
 * threads. For one answer, as the container calls it.
 */
final class SlowAnswer implements WriteListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] content;
    private boolean written;

    private SlowAnswer(AsyncContext async, ServletOutputStream out, byte[] content) {
        this.async = async;
        this.out = out;
        this.content = content;
    }

    /** Answers with {@code content}; status, type and headers are set already. */
    static void send(Context context, byte[] content) {
        context.res().setContentLength(content.length);
        if (context.method().equals(HandlerType.HEAD)) {
            return;
        }
        context.future(() -> begin(context, content));
    }

    /** What is never completed: the answer completes its request itself. */
    private static CompletableFuture<Void> begin(Context context, byte[] content) {
        try {
            AsyncContext async = context.req().isAsyncStarted()
                    ? context.req().getAsyncContext()
                    : context.req().startAsync();
            async.setTimeout(0); // who takes nothing is cut anyway
            ServletOutputStream out = context.res().getOutputStream();
            out.setWriteListener(new SlowAnswer(async, out, content));
            return new CompletableFuture<>();
        } catch (IOException gone) {
            throw new UncheckedIOException("the client is gone", gone);
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written) {
                async.complete();
                return;
            }
            written = true;
            out.write(content);
        }
    }

    /** The client is gone, or its connection was cut. */
    @Override
    public void onError(Throwable failure) {
        async.complete();
    }
}
