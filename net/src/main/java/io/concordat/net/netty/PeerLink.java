package io.concordat.net.netty;

import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes between this node and one peer. They stand together and fall together: the protocol hears of a
 * connection once
 * every lane is open, and of its end when the first one breaks. The node with the lower number dials.
 *
 * <p>Thread-safe. Callbacks to the receiver are made under the lock, so that connected and disconnected cannot overtake
 * each other; sending takes no lock.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final Lane[] LANES = Lane.values();

    private final Endpoint endpoint;
    private final int node;
    private final PeerReceiver receiver;
    private final Object lock = new Object();
    private final @Nullable LaneChannel[] lanes = new LaneChannel[LANES.length];
    private final @Nullable PeerDialler dialler;
    private volatile LaneChannel @Nullable [] standing;
    private volatile @Nullable Refusal refusal;
    private long generation;
    private @Nullable PeerHello theirs;
    /**
     * Accepting side: which life and attempt of the dialler the lanes belong to, and whether that attempt has ended.
     */
    private long acceptedIncarnation;

    private long acceptedAttempt;
    private boolean attemptOver = true;
    private boolean closed;

    /** {@code dialler} null: the peer dials us. */
    PeerLink(Endpoint endpoint, int node, PeerReceiver receiver, @Nullable PeerDialler dialler) {
        this.endpoint = endpoint;
        this.node = node;
        this.receiver = receiver;
        this.dialler = dialler;
    }

    int node() {
        return node;
    }

    void start() {
        if (dialler != null) {
            dialler.dialSoon(this);
        }
    }

    /** Why the peer, or we, refused the last attempt; empty once the lanes stand. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    void send(Lane lane, Frame frame) {
        LaneChannel[] open = standing;
        if (open == null || !open[lane.ordinal()].offer(frame)) {
            endpoint.counters().droppedFrames.increment();
        }
    }

    /** The lane's I/O thread while one stands, else {@code pool}. */
    Executor preparing(Lane lane, Executor pool) {
        LaneChannel[] open = standing;
        return open == null ? pool : open[lane.ordinal()].ioThread();
    }

    void received(Lane lane, Frame frame, PeerReceiver.Flow flow) {
        receiver.received(node, lane, frame, flow);
    }

    PeerHello hello() {
        return receiver.hello(node);
    }

    /** Dialling side: a new set of lanes begins; the number tells it from all earlier ones, -1 after the end. */
    long begin() {
        synchronized (lock) {
            return closed ? -1 : ++generation;
        }
    }

    /** Accepting side: takes the lane, or says why not. */
    @Nullable
    Refusal accept(ChannelHandlerContext ctx, Greeting greeting, Hello hello) {
        Lane lane = hello.lane();
        if (dialler != null || lane == null) {
            return new Refusal(ErrorCode.MALFORMED, "node " + endpoint.self() + " dials node " + node + ", not it us");
        }
        PeerHello facts = hello();
        LaneChannel channel;
        synchronized (lock) {
            boolean sameLife = hello.facts().incarnation() == acceptedIncarnation;
            if (closed
                    || sameLife && hello.attempt() < acceptedAttempt
                    || sameLife && hello.attempt() == acceptedAttempt && attemptOver) {
                return new Refusal(ErrorCode.BUSY, "that attempt has been replaced");
            }
            if (!sameLife || hello.attempt() > acceptedAttempt) {
                // The dialler gave up the old lanes before it dialled anew, even where we have not heard of it yet.
                tearDown(!sameLife, "replaced by a newer connection");
                generation++;
                acceptedIncarnation = hello.facts().incarnation();
                acceptedAttempt = hello.attempt();
                attemptOver = false;
            }
            channel = new LaneChannel(this, lane, generation, ctx.channel(), endpoint);
            Endpoint.establish(ctx, greeting, endpoint.limits().peerFrameBytes(), channel);
            if (!join(generation, channel, hello.facts())) {
                channel.close();
                return null;
            }
        }
        // After join: the dialler must not count the lanes as standing before we do.
        Endpoint.write(
                ctx.channel(),
                endpoint.hello(HelloRole.PEER, node, lane, hello.attempt(), facts)
                        .toFrame());
        return null;
    }

    /** False when that set of lanes is over or has this lane already: the caller closes the channel. */
    boolean join(long ofGeneration, LaneChannel channel, PeerHello facts) {
        synchronized (lock) {
            int at = channel.lane().ordinal();
            if (closed || ofGeneration != generation || lanes[at] != null) {
                return false;
            }
            if (theirs != null && theirs.incarnation() != facts.incarnation()) {
                lost(generation, true, "restarted while we dialled");
                return false;
            }
            theirs = theirs == null || channel.lane() == Lane.CONTROL ? facts : theirs;
            lanes[at] = channel;
            LaneChannel[] all = new LaneChannel[LANES.length];
            for (int i = 0; i < all.length; i++) {
                LaneChannel open = lanes[i];
                if (open == null) {
                    // Nothing may be received before the receiver knows that the peer is there.
                    channel.pause();
                    return true;
                }
                all[i] = open;
            }
            LOG.info("node {}: connected to node {}", endpoint.self(), node);
            refusal = null;
            standing = all;
            if (dialler != null) {
                dialler.succeeded();
            }
            receiver.connected(node, theirs);
            for (LaneChannel open : all) {
                open.resume();
            }
            return true;
        }
    }

    /** A lane broke or could not be opened; later reports about the same set of lanes are ignored. */
    void lost(long ofGeneration, boolean reset, String reason) {
        synchronized (lock) {
            if (closed || ofGeneration != generation) {
                return;
            }
            tearDown(reset, reason);
            generation++;
            attemptOver = true;
        }
        if (dialler != null) {
            dialler.dialLater(this);
        }
    }

    /** As {@link #lost}, when a hello was answered with a refusal, by either side. */
    void refused(long ofGeneration, Refusal why) {
        Refusal before = refusal;
        refusal = why;
        if (!why.equals(before) && why.code() != ErrorCode.CONNECTION_LOST) {
            LOG.warn("node {}: node {} cannot be reached: {}", endpoint.self(), node, why);
        }
        if (dialler != null && why.code() != ErrorCode.CONNECTION_LOST) {
            dialler.slowDown();
        }
        lost(ofGeneration, false, why.toString());
    }

    void close() {
        synchronized (lock) {
            if (!closed) {
                tearDown(false, "closed");
                closed = true;
            }
        }
    }

    private void tearDown(boolean reset, String reason) {
        boolean stood = standing != null;
        standing = null;
        theirs = null;
        for (int i = 0; i < lanes.length; i++) {
            LaneChannel lane = lanes[i];
            lanes[i] = null;
            if (lane != null) {
                lane.close();
            }
        }
        if (stood) {
            LOG.info("node {}: lost node {}: {}", endpoint.self(), node, reason);
            receiver.disconnected(node, reset);
        }
    }
}
