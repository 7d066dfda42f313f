package io.concordat.pbft.byzantine.wire;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver;
import io.concordat.net.Transport;
import java.util.concurrent.Executor;

/**
 * A node's transport on which every result, answer and event that a client is told ends in another byte. Thread-safe.
 *
 * @param deed run for each lie
 */
public record LyingWires(Transport honest, Runnable deed) implements Transport {
    @Override
    public void start(PeerReceiver peers, ClientReceiver clients) {
        honest.start(peers, new ClientReceiver() {
            @Override
            public void opened(ClientConnection client) {
                clients.opened(new Lying(client, deed));
            }

            @Override
            public void received(ClientConnection client, Frame frame) {
                clients.received(new Lying(client, deed), frame);
            }

            @Override
            public void closed(ClientConnection client) {
                clients.closed(new Lying(client, deed));
            }
        });
    }

    @Override
    public void send(int node, Lane lane, Frame frame) {
        honest.send(node, lane, frame);
    }

    @Override
    public void prepare(int node, Lane lane, Executor pool, Runnable task) {
        honest.prepare(node, lane, pool, task);
    }

    @Override
    public void close() {
        honest.close();
    }

    /** Equal for equal connections, so that one stands for the other in whatever table. */
    private record Lying(ClientConnection honest, Runnable deed) implements ClientConnection {
        @Override
        public Bytes clientKey() {
            return honest.clientKey();
        }

        @Override
        public boolean admin() {
            return honest.admin();
        }

        @Override
        public void send(Frame frame) {
            boolean told = frame.kind() == FrameKind.REPLIES
                    || frame.kind() == FrameKind.QUERY_REPLY
                    || frame.kind() == FrameKind.EVENTS;
            if (told && frame.payloadLength() > 0) {
                deed.run();
                honest.send(Frame.of(frame.kind(), frame.group(), frame.header(), other(frame.joinedPayload())));
            } else {
                honest.send(frame);
            }
        }

        private static Bytes other(Bytes payload) {
            byte[] copy = payload.toArray();
            copy[copy.length - 1] ^= 1;
            return Bytes.wrap(copy);
        }

        @Override
        public void pause() {
            honest.pause();
        }

        @Override
        public void resume() {
            honest.resume();
        }

        @Override
        public void close(String reason) {
            honest.close(reason);
        }
    }
}
