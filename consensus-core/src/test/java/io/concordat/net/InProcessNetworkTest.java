package io.concordat.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.record.conformance.DrivenLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network within a process keeps the promises of the one outside. */
class InProcessNetworkTest {
    private static final int BOUND = 1_000;

    private final DrivenLoop loop = new DrivenLoop();
    private final InProcessNetwork network = new InProcessNetwork(BOUND);
    private final Recorder one = new Recorder("1");
    private final Recorder two = new Recorder("2");
    private final Transport first = network.transport(1, loop);
    private final Transport second = network.transport(2, loop);

    /** Notes what a node or a client is told. */
    private static final class Recorder implements PeerReceiver, ClientReceiver, ClientDialer.Listener {
        final String name;
        final List<String> heard = new ArrayList<>();
        Flow flow;
        ClientConnection client;
        ClientDialer.Link link;
        boolean pauses;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public PeerHello hello(int node) {
            return new PeerHello(Long.parseLong(name), node, 0);
        }

        @Override
        public void connected(int node, PeerHello theirs) {
            heard.add("connected " + node + " " + theirs.incarnation());
        }

        @Override
        public void disconnected(int node, boolean reset) {
            heard.add("disconnected " + node);
        }

        @Override
        public void received(int node, Lane lane, Frame frame, Flow from) {
            flow = from;
            heard.add(node + " " + lane + " " + frame.joinedPayload().toUtf8());
            if (pauses) {
                from.pause();
            }
        }

        @Override
        public void opened(ClientConnection connection) {
            client = connection;
            heard.add("client " + connection.clientKey().toUtf8());
        }

        @Override
        public void received(ClientConnection connection, Frame frame) {
            heard.add("asked " + frame.joinedPayload().toUtf8());
        }

        @Override
        public void closed(ClientConnection connection) {
            heard.add("client gone");
        }

        @Override
        public void opened(ClientDialer.Link opened) {
            link = opened;
            heard.add("opened");
        }

        @Override
        public void received(Frame frame) {
            heard.add("answer " + frame.joinedPayload().toUtf8());
        }

        @Override
        public void closed(String code, String message) {
            heard.add("closed " + code);
        }
    }

    private void start() {
        first.start(one, one);
        second.start(two, two);
        loop.runAll();
        assertThat(one.heard).containsExactly("connected 2 2");
        assertThat(two.heard).containsExactly("connected 1 1");
        one.heard.clear();
        two.heard.clear();
    }

    @Test
    void framesArriveInOrderPerLaneAndNothingAfterADeparture() {
        start();
        first.send(2, Lane.CONTROL, frame("a"));
        first.send(2, Lane.CONTROL, frame("b"));
        loop.runAll();
        assertThat(two.heard).containsExactly("1 CONTROL a", "1 CONTROL b");
        first.send(2, Lane.BULK, frame("lost"));
        first.close();
        first.send(2, Lane.BULK, frame("lost too"));
        loop.runAll();
        assertThat(two.heard).endsWith("disconnected 1").doesNotContain("1 BULK lost", "1 BULK lost too");
    }

    @Test
    void aPausedLaneKeepsABoundedNumberOfBytesAndHoldsUpNoOther() {
        start();
        two.pauses = true;
        for (int i = 0; i < 100; i++) {
            first.send(2, Lane.REPLICATION, frame("entry " + i));
            loop.runAll();
        }
        assertThat(two.heard).containsExactly("1 REPLICATION entry 0");
        PeerReceiver.Flow replication = two.flow;
        first.send(2, Lane.CONTROL, frame("heartbeat"));
        loop.runAll();
        assertThat(two.heard).contains("1 CONTROL heartbeat");
        two.pauses = false;
        replication.resume();
        loop.runAll();
        assertThat(two.heard).contains("1 REPLICATION entry 1").hasSizeBetween(20, 40);
    }

    @Test
    void aClientTalksToANodeUntilEitherLeaves() {
        start();
        ClientDialer dialer = network.dialer(Bytes.utf8("key"), true, loop);
        Recorder client = new Recorder("9");
        dialer.dial(1, client);
        loop.runAll();
        client.link.send(frame("question"));
        loop.runAll();
        one.client.send(frame("42"));
        loop.runAll();
        assertThat(one.heard).containsExactly("client key", "asked question");
        assertThat(client.heard).containsExactly("opened", "answer 42");
        first.close();
        loop.runAll();
        assertThat(client.heard).endsWith("closed CONNECTION_LOST");
        assertThat(one.heard).endsWith("client gone");
        dialer.dial(1, client);
        loop.runAll();
        assertThat(client.heard.subList(3, 4)).containsExactly("closed CONNECTION_LOST");
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        start();
        Recorder client = new Recorder("9");
        network.dialer(Bytes.utf8("key"), false, loop).dial(1, client);
        loop.runAll();
        for (int i = 0; i < 100; i++) {
            one.client.send(frame("flood"));
        }
        loop.runAll();
        assertThat(client.heard).endsWith("closed CONNECTION_LOST");
    }

    private static Frame frame(String text) {
        return Frame.of(FrameKind.PEER, 0, Bytes.EMPTY, Bytes.utf8(text));
    }
}
