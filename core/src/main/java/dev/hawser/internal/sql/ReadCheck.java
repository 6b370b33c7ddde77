package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import java.util.List;
import java.util.Set;

/*
 * Whether a text certainly changes nothing. Only what is known counts: a function that is not in the list may write, and a statement that is taken for a
 * write by mistake costs no more than a way to the primary.
 */
final class ReadCheck {

    private static final Set<String> VERBS =
            Set.of("select", "with", "values", "table", "show", "explain", "describe", "desc", "pragma");

    /** Words that no certain read has, wherever they stand: writes, locks, and {@code into}. */
    private static final Set<String> WRITING = words("""
            insert update delete merge replace upsert into share lock call execute exec do analyze analyse
            create drop alter truncate grant revoke set nextval outfile dumpfile updlock xlock holdlock""");

    /** Words that may stand before a parenthesis without being a function. */
    private static final Set<String> KEYWORDS = words("""
            select from where and or not in exists any all some as on using when then else case union except intersect values over
            filter by having limit offset between like ilike is distinct lateral array row join recursive materialized partition
            order group rows range only cube rollup sets table explain end similar escape collate window""");

    /** Functions that every engine, or the one that has them, defines as free of effects. */
    private static final Set<String> FUNCTIONS = words("""
            count sum avg min max total group_concat string_agg array_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and
            bool_or every stddev stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont percentile_disc mode
            row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping
            coalesce nullif greatest least ifnull iif isnull nvl if cast convert try_cast typeof
            abs ceil ceiling floor round trunc truncate mod power pow sqrt exp ln log log10 log2 sign random rand pi degrees radians
            sin cos tan asin acos atan atan2 div
            lower upper length char_length character_length octet_length bit_length substr substring trim ltrim rtrim btrim lpad rpad
            left right position strpos instr locate concat concat_ws reverse repeat initcap split_part translate overlay ascii chr
            char unicode hex unhex md5 sha1 sha2 sha224 sha256 sha384 sha512 encode decode format printf quote quote_literal
            quote_ident quote_nullable starts_with to_hex like glob soundex
            regexp_replace regexp_matches regexp_match regexp_split_to_array regexp_split_to_table regexp_like regexp_substr
            now date time datetime timestamp julianday unixepoch strftime timediff current_timestamp current_date current_time
            localtime localtimestamp clock_timestamp statement_timestamp transaction_timestamp timeofday age extract date_part
            date_trunc date_bin date_add date_sub datediff dateadd datepart datename date_format str_to_date from_unixtime
            unix_timestamp year month day hour minute second quarter week dayofweek dayofmonth dayofyear make_date make_time
            make_timestamp make_timestamptz make_interval to_char to_date to_timestamp to_number justify_days justify_hours
            getdate getutcdate sysdatetime
            array_length array_upper array_lower array_position array_positions array_to_string string_to_array array_append
            array_cat array_prepend array_remove array_replace cardinality unnest generate_series generate_subscripts
            json jsonb json_array json_object json_extract json_type json_valid json_each json_tree json_array_length json_value
            json_query json_quote json_patch json_set json_insert json_remove json_group_array json_group_object
            json_build_object json_build_array jsonb_build_object jsonb_build_array to_json to_jsonb row_to_json json_typeof
            jsonb_typeof jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text
            jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys json_object_keys jsonb_extract_path
            jsonb_extract_path_text jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first
            jsonb_set jsonb_insert jsonb_strip_nulls jsonb_pretty json_contains json_unquote
            to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline
            similarity word_similarity
            gen_random_uuid uuid newid version database user current_user session_user current_database current_schema
            current_schemas current_setting sqlite_version pg_backend_pid pg_is_in_recovery
            pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp
            pg_database_size pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_size_pretty
            pg_get_indexdef pg_get_constraintdef pg_get_viewdef pg_get_functiondef pg_get_expr pg_typeof to_regclass
            obj_description col_description format_type has_table_privilege
            numeric decimal varchar character nvarchar nchar bit varbinary float time timestamptz interval""");

    /** Pragmas that do something even without a value. */
    private static final Set<String> WORKING_PRAGMAS =
            Set.of("optimize", "incremental_vacuum", "wal_checkpoint", "shrink_memory");

    private ReadCheck() {}

    private static Set<String> words(String text) {
        return Set.copyOf(
                List.of(text.strip().split("\\s+")).stream().distinct().toList());
    }

    static boolean isRead(List<SqlStatement> statements) {
        return statements.size() == 1 && isRead(statements.get(0));
    }

    /** Whether it begins as a query, and is no pragma that does something. */
    static boolean asks(List<SqlStatement> statements) {
        if (statements.size() != 1) {
            return false;
        }
        SqlStatement statement = statements.get(0);
        boolean works = statement.verb().equals("pragma") && statement.hasAny(WORKING_PRAGMAS);
        return VERBS.contains(statement.verb()) && !works;
    }

    private static boolean isRead(SqlStatement statement) {
        if (!VERBS.contains(statement.verb())) {
            return false;
        }
        if (statement.verb().equals("pragma")) {
            return !statement.has('=') && !statement.has('(') && !statement.hasAny(WORKING_PRAGMAS);
        }
        List<SqlToken> tokens = statement.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            boolean call = i + 1 < tokens.size() && tokens.get(i + 1).is('(');
            if (mayWrite(tokens, i, call)) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayWrite(List<SqlToken> tokens, int index, boolean call) {
        SqlToken token = tokens.get(index);
        String word = token.word();
        if (call && isName(token)) {
            boolean pureFunction = token.kind() == Kind.WORD
                    && (KEYWORDS.contains(word) || (FUNCTIONS.contains(word) && !isQualified(tokens, index)));
            return !pureFunction && !isReplace(word) && !isColumnList(tokens, index);
        }
        return WRITING.contains(word) || token.text().equals(":=");
    }

    private static boolean isName(SqlToken token) {
        return token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_IDENTIFIER;
    }

    /** {@code replace(text, from, to)} is a function; {@code replace into} is a write. */
    private static boolean isReplace(String word) {
        return word.equals("replace");
    }

    /** {@code app.count(…)} is somebody's own function. */
    private static boolean isQualified(List<SqlToken> tokens, int index) {
        return index > 0
                && tokens.get(index - 1).is('.')
                && !tokens.get(Math.max(0, index - 2)).word().equals("pg_catalog");
    }

    /** {@code with x (a, b)}, {@code as t (a, b)}, {@code ::numeric(10, 2)}: names before a parenthesis that are not called. */
    private static boolean isColumnList(List<SqlToken> tokens, int index) {
        if (index == 0) {
            return false;
        }
        SqlToken before = tokens.get(index - 1);
        String word = before.word();
        return word.equals("with")
                || word.equals("recursive")
                || word.equals("as")
                || before.text().equals("::");
    }
}
