package dev.hawser.cli;

import dev.hawser.server.Json;
import java.io.PrintWriter;
import java.util.List;

/** Prints results, and says what goes on. For one thread at a time. */
final class Output {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;

    Output(PrintWriter out, PrintWriter err, boolean quiet) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
    }

    /** A result. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A result for programs. */
    void json(Object value) {
        line(Json.indented(value));
    }

    /** A result for people. */
    void table(List<String> header, List<? extends List<String>> rows) {
        Table.lines(header, rows).forEach(out::println);
        out.flush();
    }

    /** Something beside the result, left out when quiet. It goes to standard error, so that it does not mix with results. */
    void note(String text) {
        if (!quiet) {
            err.println(text);
            err.flush();
        }
    }

    Progress progress() {
        return new Progress(err, quiet ? Progress.Style.NONE : Progress.Style.ofThisProcess());
    }
}
