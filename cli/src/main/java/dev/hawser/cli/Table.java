package dev.hawser.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Text in columns. */
final class Table {

    private static final String GAP = "  ";

    private Table() {}

    /** Each row has as many cells as the header. */
    static List<String> lines(List<String> header, List<? extends List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(printable(header));
        rows.forEach(row -> all.add(printable(row)));
        int[] widths = widths(all);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add(String.join("", Collections.nCopies(width, "-")));
        }
        all.add(1, rule);
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static List<String> printable(List<String> cells) {
        return cells.stream().map(Table::printable).toList();
    }

    /** A cell stays on its line, and cannot speak to the terminal. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\n' -> printable.append("\\n");
                case '\r' -> printable.append("\\r");
                case '\t' -> printable.append("\\t");
                default -> {
                    if (Character.isISOControl(point)) {
                        printable.append(String.format("\\u%04x", point));
                    } else {
                        printable.appendCodePoint(point);
                    }
                }
            }
        });
        return printable.toString();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(i == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[i] - width(cell)));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
