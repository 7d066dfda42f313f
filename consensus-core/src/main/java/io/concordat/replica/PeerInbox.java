package io.concordat.replica;

import io.concordat.bytes.MalformedException;
import io.concordat.crypto.BadSignatureException;
import io.concordat.crypto.Envelope;
import io.concordat.crypto.EnvelopeGate;
import io.concordat.log.GroupContext;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver.Flow;
import io.concordat.protocol.Message;
import io.concordat.runtime.Budget;
import io.concordat.runtime.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group's traffic from its peers: every frame is opened and checked once, off the loop, in order per peer and lane.
 */
final class PeerInbox {
    private static final Logger LOG = LoggerFactory.getLogger(PeerInbox.class);

    private final Setup setup;
    private final Taker taker;
    private final ConcurrentMap<Integer, VerificationLane> lanes = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, SenderGuard> guards = new ConcurrentHashMap<>();

    /** {@code laneBytes}: how much of one peer's lane may wait for its check and for the loop. */
    record Setup(
            GroupContext context,
            int self,
            EnvelopeGate gate,
            Enrolled enrolled,
            Lives lives,
            Clock clock,
            Executor pool,
            long laneBytes,
            Refusals refusals) {}

    /** Hears of bytes that are not taken. */
    interface Refusals {
        void refused(int sender, String why);
    }

    /** Where a checked message goes; {@code taken} is to be run when the loop has it. */
    interface Taker {
        void take(int sender, Message message, Runnable taken);
    }

    PeerInbox(Setup setup, Taker taker) {
        this.setup = setup;
        this.taker = taker;
    }

    /** On an I/O thread. */
    void received(int node, Lane lane, Frame frame, Flow flow) {
        if (setup.enrolled().memberKey(node) == null
                || guard(node).cutOff(setup.clock().monotonicNanos())) {
            setup.refusals().refused(node, "it is not heard");
            return;
        }
        VerificationLane checks = lanes.computeIfAbsent(
                node * Lane.values().length + lane.ordinal(),
                k -> new VerificationLane(
                        setup.pool(), setup.clock(), new Budget(setup.laneBytes()), setup.laneBytes()));
        int bytes = frame.length();
        checks.submit(bytes, flow, () -> open(node, frame, () -> checks.settled(bytes)));
    }

    private void open(int node, Frame frame, Runnable settled) {
        boolean handedOver = false;
        try {
            Envelope.Route route = new Envelope.Route(
                    setup.context(),
                    node,
                    setup.lives().incarnationOf(node),
                    setup.self(),
                    setup.lives().incarnation());
            Message message = setup.gate().open(frame, route, setup.enrolled().memberKey(node));
            if (message != null) {
                taker.take(node, message, settled);
                handedOver = true;
            }
        } catch (MalformedException e) {
            setup.refusals().refused(node, "malformed");
            if (guard(node).notable()) {
                LOG.warn("node {} sent what no honest node sends: {}", node, e.getMessage());
            }
        } catch (BadSignatureException e) {
            setup.refusals().refused(node, "bad signature");
            if (guard(node).notable()) {
                LOG.warn("node {} sent what it has not signed: {}", node, e.getMessage());
            }
            if (guard(node).bad(setup.clock().monotonicNanos())) {
                LOG.warn("node {} is cut off after too many bad signatures, the last: {}", node, e.getMessage());
            }
        } finally {
            if (!handedOver) {
                settled.run();
            }
        }
    }

    private SenderGuard guard(int node) {
        return guards.computeIfAbsent(node, n -> new SenderGuard());
    }
}
