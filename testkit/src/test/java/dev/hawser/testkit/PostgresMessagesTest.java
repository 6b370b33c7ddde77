package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresMessagesTest {

    private static final int VERSION_3 = 196608;
    private static final int SSL = 80877103;
    private static final int CANCEL = 80877102;

    private final WireProtocol.Reader reader = PostgresMessages.PROTOCOL.read();

    @Test
    void query_withCommit_asksForIt() {
        begin();

        assertThat(requests(message('Q', text("COMMIT")))).singleElement().satisfies(query -> {
            assertThat(query.type()).isEqualTo("Query");
            assertThat(query.text()).isEqualTo("COMMIT");
            assertThat(query.asksForCommit()).isTrue();
            assertThat(query.confirmsCommit()).isFalse();
        });
    }

    @Test
    void commit_parsedBoundAndExecuted_isAskedForByExecuteAlone() {
        begin();

        assertThat(commits(requests(parse("", "COMMIT"), bind("", ""), execute(""), message('S'))))
                .containsExactly(false, false, true, false);
    }

    @Test
    void commit_preparedLongBefore_isAskedForByLaterExecutes() {
        begin();
        requests(parse("S_1", "select 1"), parse("S_2", "commit"), message('S'));

        assertThat(commits(requests(bind("", "S_1"), execute("")))).containsExactly(false, false);
        assertThat(commits(requests(bind("C_7", "S_2"), bind("C_8", "S_1"), execute("C_8"), execute("C_7"))))
                .containsExactly(false, false, false, true);
    }

    @Test
    void statement_closedOrNamedAnew_isNoLongerTheCommit() {
        begin();
        requests(parse("S_1", "commit"), parse("S_2", "commit"));
        requests(message('C', "S".getBytes(StandardCharsets.UTF_8), text("S_1")), parse("S_2", "select 2"));

        assertThat(commits(requests(bind("", "S_1"), execute("")))).containsExactly(false, false);
        assertThat(commits(requests(bind("", "S_2"), execute("")))).containsExactly(false, false);
    }

    @Test
    void commit_inAFlushOfSeveralStatements_beginsWhereItsExecuteDoes() {
        begin();
        byte[] before = concat(parse("", "insert into t values (1)"), bind("", ""), execute(""));
        byte[] commit = concat(parse("", "commit"), bind("", ""));

        List<WireMessage> messages =
                requests(before, commit, execute(""), parse("", "select 1"), bind("", ""), execute(""), message('S'));

        assertThat(messages)
                .filteredOn(WireMessage::asksForCommit)
                .singleElement()
                .satisfies(execute -> {
                    assertThat(execute.start()).isEqualTo(before.length + commit.length);
                    assertThat(execute.text()).isEqualTo("commit");
                });
    }

    @Test
    void answers_toACommit_confirmIt_andSayWhetherATransactionIsOpen() {
        begin();
        byte[] insert = message('C', text("INSERT 0 1"));

        List<WireMessage> answers = answers(
                insert, message('C', text("COMMIT")), message('C', text("ROLLBACK")), message('Z', new byte[] {'T'}));

        assertThat(answers).extracting(WireMessage::confirmsCommit).containsExactly(false, true, false, false);
        assertThat(answers).extracting(WireMessage::text).containsExactly("INSERT 0 1", "COMMIT", "ROLLBACK", "T");
        assertThat(answers.get(1).start()).isEqualTo(insert.length);
    }

    @Test
    void messages_splitAnywhere_areSeenWhenTheyAreWhole() {
        byte[] everything = concat(
                startup(SSL), startup(VERSION_3), parse("S_1", "commit"), bind("", "S_1"), execute(""), message('S'));
        List<String> types = new ArrayList<>();
        for (int i = 0; i < everything.length; i++) {
            if (i == startup(SSL).length) {
                reader.read(Direction.TO_CLIENT, ByteBuffer.wrap(new byte[] {'N'}));
            }
            for (WireMessage message : reader.read(Direction.TO_SERVER, ByteBuffer.wrap(everything, i, 1))) {
                types.add(message.type() + (message.asksForCommit() ? "!" : ""));
            }
        }
        assertThat(types).containsExactly("Parse", "Bind", "Execute!", "Sync");
    }

    @Test
    void message_begunInEarlierBytes_startsAtZero() {
        begin();
        byte[] commit = message('Q', text("commit"));
        byte[] sync = message('S');
        requests(sync, java.util.Arrays.copyOf(commit, 7));

        byte[] rest = java.util.Arrays.copyOfRange(commit, 7, commit.length);
        assertThat(requests(rest, commit)).extracting(WireMessage::start).containsExactly(0, rest.length);
    }

    @Test
    void message_ofManyReads_isFollowedByTheNext() {
        begin();
        byte[] copy = message('d', new byte[200_000]);
        byte[] all = concat(copy, message('Q', text("commit")));
        List<WireMessage> seen = new ArrayList<>();
        for (int from = 0; from < all.length; from += 8_192) {
            seen.addAll(
                    reader.read(Direction.TO_SERVER, ByteBuffer.wrap(all, from, Math.min(8_192, all.length - from))));
        }
        assertThat(seen).extracting(WireMessage::asksForCommit).containsExactly(false, true);
    }

    @Test
    void encryption_granted_hidesEverything() {
        requests(startup(SSL));
        assertThat(answers(new byte[] {'S'})).isEmpty();
        assertThat(requests(startup(VERSION_3), message('Q', text("commit")))).isEmpty();
        assertThat(answers(message('C', text("COMMIT")))).isEmpty();
    }

    @Test
    void encryption_refused_hidesNothing() {
        requests(startup(SSL));
        assertThat(answers(concat(new byte[] {'N'}, message('R', new byte[4])))).hasSize(1);
        assertThat(requests(startup(VERSION_3), message('Q', text("commit"))))
                .extracting(WireMessage::asksForCommit)
                .containsExactly(true);
    }

    @Test
    void beginnings_thatAreNoSession_areNotRead() {
        assertThat(requests(startup(CANCEL, new byte[8]))).isEmpty();
        byte[] tls = {0x16, 3, 1, 2, 0, 1, 0, 1, 0x51, 0, 0, 0, 4};
        assertThat(PostgresMessages.PROTOCOL.read().read(Direction.TO_SERVER, ByteBuffer.wrap(tls)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                " COMMIT WORK ;",
                "end",
                "END TRANSACTION",
                "commit and chain",
                "commit prepared 'x'",
                "/* last */ commit -- now",
                "insert into t values ('a;b''c'); commit; select 1",
                "select $a$ ; $a$;commit"
            })
    void sql_thatCommits_isSeen(String sql) {
        assertThat(SqlCommits.in(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rollback",
                "committed",
                "select 'x; commit'",
                "select \"; commit\"",
                "select 1 -- ; commit",
                "select 1 /* ; commit */",
                "do $$ begin; commit; end $$",
                "select case when true then 1 end",
                "prepare transaction 'x'"
            })
    void sql_thatDoesNotCommit_isNotTakenForIt(String sql) {
        assertThat(SqlCommits.in(sql)).isFalse();
    }

    private void begin() {
        assertThat(requests(startup(VERSION_3, text("user"), text("me"), new byte[1])))
                .isEmpty();
    }

    private List<WireMessage> requests(byte[]... messages) {
        return reader.read(Direction.TO_SERVER, ByteBuffer.wrap(concat(messages)));
    }

    private List<WireMessage> answers(byte[]... messages) {
        return reader.read(Direction.TO_CLIENT, ByteBuffer.wrap(concat(messages)));
    }

    private static List<Boolean> commits(List<WireMessage> messages) {
        return messages.stream().map(WireMessage::asksForCommit).toList();
    }

    private static byte[] parse(String statement, String sql) {
        return message('P', text(statement), text(sql), new byte[2]);
    }

    private static byte[] bind(String portal, String statement) {
        return message('B', text(portal), text(statement), new byte[6]);
    }

    private static byte[] execute(String portal) {
        return message('E', text(portal), new byte[4]);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] message(char type, byte[]... fields) {
        return concat(new byte[] {(byte) type}, withLength(concat(fields)));
    }

    private static byte[] startup(int code, byte[]... fields) {
        return withLength(concat(ByteBuffer.allocate(4).putInt(code).array(), concat(fields)));
    }

    private static byte[] withLength(byte[] body) {
        return concat(ByteBuffer.allocate(4).putInt(body.length + 4).array(), body);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
