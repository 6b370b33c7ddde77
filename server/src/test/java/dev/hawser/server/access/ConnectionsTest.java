package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.ManualTicker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final Duration SLOW = Duration.ofSeconds(10);

    private final ManualTicker ticker = new ManualTicker();
    private final Connections connections = new Connections(6, 3, SLOW, ticker);

    /** A connection without a network. */
    private static final class Fake extends AbstractConnection {

        private long bytesIn;

        Fake(String address) throws Exception {
            super(new From(new InetSocketAddress(InetAddress.getByName(address), 40_000)), Runnable::run);
            getEndPoint().setConnection(this);
        }

        boolean isCut() {
            return !getEndPoint().isOpen();
        }

        @Override
        public long getBytesIn() {
            return bytesIn;
        }

        @Override
        public void onFillable() {}
    }

    private static final class From extends ByteArrayEndPoint {

        private final SocketAddress address;

        From(SocketAddress address) {
            this.address = address;
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return address;
        }
    }

    private Fake open(String address, long bytesIn) throws Exception {
        Fake connection = new Fake(address);
        connections.onOpened(connection);
        connection.bytesIn = bytesIn;
        ticker.advance(Duration.ofMillis(1));
        return connection;
    }

    @Test
    void address_thatIsFull_losesItsOwnOldest_andOthersNone() throws Exception {
        Fake other = open("192.0.2.9", 0);
        List<Fake> own = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            own.add(open("192.0.2.1", 0));
        }
        assertThat(own).extracting(Fake::isCut).containsExactly(true, false, false, false);
        assertThat(other.isCut()).isFalse();
        assertThat(connections.size()).isEqualTo(4);
    }

    @Test
    void networkOfIpv6_countsAsOneAddress() throws Exception {
        List<Fake> own = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            own.add(open("2001:db8:0:1::" + i, 0));
        }
        Fake other = open("2001:db8:0:2::1", 0);
        assertThat(own).extracting(Fake::isCut).containsExactly(true, false, false, false);
        assertThat(other.isCut()).isFalse();
    }

    @Test
    void headsThatAreNotFinished_areCutFirst_whenAllIsFull() throws Exception {
        List<Fake> slow = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            slow.add(open("192.0.2." + i, 1));
            connections.cutSlow(); // sees that it sends
        }
        Fake late = open("192.0.2.100", 0);
        assertThat(late.isCut()).isFalse();
        assertThat(slow).extracting(Fake::isCut).containsExactly(true, false, false, false, false, false);
        assertThat(connections.size()).isEqualTo(6);
    }

    @Test
    void connectionsThatEnd_makeRoom() throws Exception {
        for (int i = 0; i < 20; i++) {
            Fake connection = open("192.0.2.1", 1);
            assertThat(connections.size()).isEqualTo(1);
            connections.onClosed(connection);
            connections.onClosed(connection);
        }
        assertThat(connections.size()).isZero();
    }

    @Test
    void whatHappensOften_isToldOnceAMinute_withACount() {
        Damped damped = new Damped(ticker);
        assertThat(damped.happened()).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            assertThat(damped.happened()).isZero();
        }
        ticker.advance(Duration.ofMinutes(1));
        assertThat(damped.happened()).isEqualTo(51);
    }
}
