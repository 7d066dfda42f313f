package io.concordat.jepsen.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a link does to the bytes of two sockets. */
class NetworkTest {
    private static final int SOON_MILLIS = 300;
    private static final int PATIENCE_MILLIS = 20_000;

    private Network network;
    private ServerSocket server;
    private int port;
    private Socket dialler;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        network = new Network(1);
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        port = network.link("a", "b", new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        dialler = new Socket(InetAddress.getLoopbackAddress(), port);
        accepted = server.accept();
        dialler.setSoTimeout(PATIENCE_MILLIS);
        accepted.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        dialler.close();
        accepted.close();
        server.close();
    }

    @Test
    void bytesPassInBothDirectionsInOrder() throws IOException {
        byte[] much = new byte[300_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 >> 3);
        }
        Thread sender = new Thread(() -> send(dialler, much));
        sender.start();
        assertThat(accepted.getInputStream().readNBytes(much.length)).isEqualTo(much);
        send(accepted, much);
        assertThat(dialler.getInputStream().readNBytes(much.length)).isEqualTo(much);
    }

    @Test
    void whatIsSentOverACutCableArrivesWhenItIsMended() throws IOException {
        network.set("a", "b", Conditions.CUT);
        passes(accepted, dialler, 1);
        send(dialler, new byte[] {7});
        accepted.setSoTimeout(SOON_MILLIS);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        network.heal();
        accepted.setSoTimeout(PATIENCE_MILLIS);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void theDirectionIsNamedBySenderWhoeverDialled() throws IOException {
        network.set("b", "a", Conditions.CUT);
        passes(dialler, accepted, 1);
        send(accepted, new byte[] {8});
        dialler.setSoTimeout(SOON_MILLIS);
        assertThatThrownBy(() -> dialler.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aResetReachesBothEnds() throws IOException {
        passes(dialler, accepted, 1);
        assertThat(network.reset("b", "a")).isEqualTo(1);
        assertThatThrownBy(() -> dialler.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    /** Ten times, for once an order that nobody waits for may be fast enough. */
    @Test
    void whatIsOrderedIsDoneWhenTheOrderReturns() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket other = server.accept()) {
                passes(one, other, 1);
                network.reset("a", "b");
                assertThat(network.reset("a", "b")).isZero();
            }
        }
    }

    @Test
    void aSlowLinkIsLate() throws IOException {
        network.set("a", "b", Conditions.slow(Duration.ofMillis(150), 0));
        passes(accepted, dialler, 2);
        long began = System.nanoTime();
        passes(dialler, accepted, 3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void whatIsLostIsSentAgainAndWhatIsCorruptedDiffers() throws IOException {
        network.set("a", "b", Conditions.lossy(1));
        passes(accepted, dialler, 2);
        long began = System.nanoTime();
        passes(dialler, accepted, 4);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        network.set("a", "b", Conditions.corrupting(1));
        passes(accepted, dialler, 3);
        send(dialler, new byte[] {0});
        assertThat(Integer.bitCount(accepted.getInputStream().read())).isEqualTo(1);
    }

    @Test
    void whoeverClosesIsSeenToCloseByTheOther() throws IOException {
        passes(dialler, accepted, 1);
        dialler.close();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }

    private static void passes(Socket from, Socket to, int number) throws IOException {
        send(from, new byte[] {(byte) number});
        assertThat(to.getInputStream().read()).isEqualTo(number);
    }

    private static void send(Socket from, byte[] bytes) {
        try {
            from.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
