package dev.hawser.testkit.tds;

import dev.hawser.testkit.tds.TsqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What H2, in its mode for SQL Server, does not understand of Transact-SQL by itself: types, parameters, functions, {@code output}. */
final class TsqlTranslation {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("nvarchar", "varchar"),
            Map.entry("nchar", "char"),
            Map.entry("text", "clob"),
            Map.entry("ntext", "clob"),
            Map.entry("xml", "clob"),
            Map.entry("image", "blob"),
            Map.entry("sysname", "varchar(128)"),
            Map.entry("uniqueidentifier", "uuid"),
            Map.entry("bit", "boolean"),
            Map.entry("float", "double precision"),
            Map.entry("money", "decimal(19, 4)"),
            Map.entry("datetime", "timestamp(3)"),
            Map.entry("smalldatetime", "timestamp(0)"),
            Map.entry("datetime2", "timestamp"),
            Map.entry("datetimeoffset", "timestamp"));

    private static final Set<String> WITH_FRACTIONS = Set.of("time", "datetime2", "datetimeoffset");
    private static final Set<String> WITH_MAX = Set.of("varchar", "nvarchar", "varbinary");
    private static final Set<String> TABLE_CHANGES = Set.of("create", "alter");
    private static final Set<String> CHANGES_OF_ROWS = Set.of("insert", "update");
    private static final Set<String> DROPPED = Set.of("clustered", "nonclustered");

    private static final Map<String, String> FUNCTIONS = Map.of(
            "sysdatetime", "localtimestamp(7)",
            "sysutcdatetime", "localtimestamp(7)",
            "getutcdate", "localtimestamp(3)",
            "getdate", "localtimestamp(3)",
            "sysdatetimeoffset", "current_timestamp(7)",
            "newid", "random_uuid()",
            "newsequentialid", "random_uuid()");

    private static final Map<String, String> RENAMED = Map.of("len", "char_length", "datalength", "octet_length");

    private final SessionFacts facts;
    private final Map<String, RpcParameter> parameters;
    private final List<@Nullable Object> values = new ArrayList<>();
    private boolean changesRows;

    /** What of a session goes into its statements. */
    interface SessionFacts {

        /** The value of {@code @@name} or of a function of the session, as a literal; null if there is none. */
        @Nullable
        String fact(String name, List<TsqlToken> arguments) throws SqlServerError;

        /** What stands for a view of the system, as {@code sys.name}; null if nothing does. */
        @Nullable
        String systemView(String name);
    }

    TsqlTranslation(SessionFacts facts, Map<String, RpcParameter> parameters) {
        this.facts = facts;
        this.parameters = parameters;
    }

    H2Statement statement(List<TsqlToken> tokens) throws SqlServerError {
        changesRows = CHANGES_OF_ROWS.contains(tokens.get(0).word());
        return new H2Statement(withOutput(tokens), values);
    }

    H2Statement condition(List<TsqlToken> tokens) throws SqlServerError {
        return new H2Statement("select case when " + text(tokens) + " then true else false end", values);
    }

    /** {@code insert … output inserted.a values …} as a question for what became of the table. */
    private String withOutput(List<TsqlToken> tokens) throws SqlServerError {
        int output = topLevel(tokens, 0, Set.of("output"));
        String verb = tokens.get(0).word();
        if (output < 0 || !Set.of("insert", "update", "delete").contains(verb)) {
            return text(tokens);
        }
        int end = topLevel(tokens, output + 1, Set.of("values", "select", "default", "where", "from"));
        end = end < 0 ? tokens.size() : end;
        List<TsqlToken> columns = new ArrayList<>();
        for (int i = output + 1; i < end; i++) {
            String word = tokens.get(i).word();
            boolean prefix = (word.equals("inserted") || word.equals("deleted"))
                    && i + 1 < end
                    && tokens.get(i + 1).is(".");
            if (prefix) {
                i++;
            } else {
                columns.add(tokens.get(i));
            }
        }
        List<TsqlToken> change = new ArrayList<>(tokens.subList(0, output));
        change.addAll(tokens.subList(end, tokens.size()));
        String when = verb.equals("delete") ? "old" : "final";
        return "select " + text(columns) + " from " + when + " table (" + text(change) + ")";
    }

    private static int topLevel(List<TsqlToken> tokens, int from, Set<String> words) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0 && words.contains(tokens.get(i).word())) {
                return i;
            }
        }
        return -1;
    }

    private String text(List<TsqlToken> tokens) throws SqlServerError {
        StringBuilder sql = new StringBuilder();
        boolean changesTable =
                !tokens.isEmpty() && TABLE_CHANGES.contains(tokens.get(0).word());
        if (changesTable && tokens.stream().anyMatch(TsqlTranslation::isTemporary)) {
            tokens = temporary(tokens);
        }
        for (int i = 0; i < tokens.size(); ) {
            i = append(sql, tokens, i, changesTable);
            sql.append(' ');
        }
        return sql.toString().strip();
    }

    private static boolean isTemporary(TsqlToken token) {
        return token.isName() && token.text().startsWith("#");
    }

    private static List<TsqlToken> temporary(List<TsqlToken> tokens) {
        List<TsqlToken> temporary = new ArrayList<>(tokens);
        if (tokens.get(1).word().equals("table")) {
            temporary.add(1, new TsqlToken(Kind.WORD, "temporary"));
            temporary.add(1, new TsqlToken(Kind.WORD, "local"));
        }
        return temporary;
    }

    /** Appends what stands for the token at {@code i}, and what belongs to it; returns where to go on. */
    private int append(StringBuilder sql, List<TsqlToken> tokens, int i, boolean changesTable) throws SqlServerError {
        TsqlToken token = tokens.get(i);
        switch (token.kind()) {
            case STRING -> sql.append(literal(token.text()));
            case QUOTED_NAME -> sql.append(quoted(token.text()));
            case NUMBER -> sql.append(number(token.text()));
            case VARIABLE -> sql.append(variable(token.text()));
            case SYMBOL -> sql.append(token.text());
            case WORD -> {
                return appendWord(sql, tokens, i, changesTable);
            }
        }
        return i + 1;
    }

    private int appendWord(StringBuilder sql, List<TsqlToken> tokens, int i, boolean changesTable)
            throws SqlServerError {
        String word = tokens.get(i).word();
        TsqlToken before = i == 0 ? null : tokens.get(i - 1);
        boolean qualified = before != null && before.is(".");
        if (isTemporary(tokens.get(i))) {
            sql.append(quoted(tokens.get(i).text()));
            return i + 1;
        }
        boolean typePlace = before != null
                && !qualified
                && (changesTable ? before.isName() : before.word().equals("as"));
        if (typePlace && isType(word, tokens, i, changesTable)) {
            return appendType(sql, tokens, i);
        }
        if (!qualified
                && word.equals("sys")
                && i + 2 < tokens.size()
                && tokens.get(i + 1).is(".")) {
            String view = facts.systemView(tokens.get(i + 2).text().toLowerCase(Locale.ROOT));
            if (view != null) {
                sql.append(view);
                return i + 3;
            }
        }
        if (!qualified && i + 1 < tokens.size() && tokens.get(i + 1).is("(")) {
            int end = closing(tokens, i + 1);
            String own = function(word, tokens.subList(i + 2, end));
            if (own != null) {
                sql.append(own);
                return end + 1;
            }
        }
        if (!DROPPED.contains(word)) {
            sql.append(RENAMED.getOrDefault(word, tokens.get(i).text()));
        }
        return i + 1;
    }

    private @Nullable String function(String name, List<TsqlToken> arguments) throws SqlServerError {
        if (arguments.isEmpty() && FUNCTIONS.containsKey(name)) {
            return FUNCTIONS.get(name);
        }
        return switch (arguments.isEmpty() ? "" : name) {
            case "db_id" ->
                "(select 1 from " + facts.systemView("databases") + " where lower(name) = lower(" + text(arguments)
                        + "))";
            case "schema_id" ->
                "(select 1 from INFORMATION_SCHEMA.schemata where lower(schema_name) = lower(" + text(arguments) + "))";
            case "object_id" -> objectId(arguments);
            default -> facts.fact(name, arguments);
        };
    }

    /** Whether a table is there; its kind, as the second argument, is taken for granted. */
    private String objectId(List<TsqlToken> arguments) throws SqlServerError {
        int comma = 0;
        while (comma < arguments.size() && !arguments.get(comma).is(",")) {
            comma++;
        }
        return "(select 1 from INFORMATION_SCHEMA.tables where lower(replace(replace("
                + text(arguments.subList(0, comma))
                + ", '[', ''), ']', '')) in (lower(table_name), lower(table_schema || '.' || table_name)))";
    }

    private static int closing(List<TsqlToken> tokens, int open) throws SqlServerError {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new SqlServerError(102, 15, "Incorrect syntax near '('.");
    }

    private static boolean isType(String word, List<TsqlToken> tokens, int i, boolean changesTable) {
        boolean known = TYPES.containsKey(word) || WITH_MAX.contains(word) || WITH_FRACTIONS.contains(word);
        if (!known || changesTable) {
            return known;
        }
        TsqlToken next = i + 1 < tokens.size() ? tokens.get(i + 1) : null; // of a cast, not an alias
        return next != null && (next.is(")") || next.is("("));
    }

    private int appendType(StringBuilder sql, List<TsqlToken> tokens, int i) throws SqlServerError {
        String word = tokens.get(i).word();
        int end = i + 1;
        String size = "";
        if (end < tokens.size() && tokens.get(end).is("(")) {
            int close = closing(tokens, end);
            size = tokens.subList(end + 1, close).stream().map(TsqlToken::text).collect(Collectors.joining());
            end = close + 1;
        }
        if (size.equalsIgnoreCase("max")) {
            sql.append(word.equals("varbinary") ? "blob" : "clob");
        } else {
            sql.append(TYPES.getOrDefault(word, word));
            if (WITH_FRACTIONS.contains(word)) {
                sql.append('(').append(size.isEmpty() ? "7" : size).append(')');
            } else if (!size.isEmpty() && !word.equals("float")) {
                sql.append('(').append(size).append(')');
            }
            if (word.equals("datetimeoffset")) {
                sql.append(" with time zone");
            }
        }
        return end;
    }

    private String variable(String name) throws SqlServerError {
        String lower = name.toLowerCase(Locale.ROOT);
        RpcParameter parameter = parameters.get(lower);
        if (parameter != null) {
            values.add(parameter.value());
            boolean nullText = parameter.value() == null && parameter.type().equals("varchar");
            // H2 then says what it is needed as, and the session whether SQL Server would convert it to that.
            return nullText && changesRows ? "?" : "cast(? as " + parameter.type() + ")";
        }
        String fact = facts.fact(lower, List.of());
        if (fact == null) {
            throw new SqlServerError(137, 15, "Must declare the scalar variable \"" + name + "\".");
        }
        return fact;
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String number(String number) {
        return number.startsWith("0x") || number.startsWith("0X") ? "X'" + number.substring(2) + "'" : number;
    }
}
