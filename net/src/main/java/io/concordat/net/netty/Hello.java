package io.concordat.net.netty;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.netty.wire.HelloWire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a connection, both ways.
 *
 * @param node the speaker, 0 for a client
 * @param toNode whom the speaker means to talk to, 0 in an answer to a client
 * @param lane null but between peers
 * @param attempt which set of lanes the connection belongs to; rises within one incarnation of the dialler
 * @param configuration digest of the agreed configuration; empty if the speaker, a client, does not know it
 * @param key the public key the speaker claims; believed only in an insecure cluster
 */
record Hello(
        int minVersion,
        int maxVersion,
        Bytes cluster,
        HelloRole role,
        int node,
        int toNode,
        @Nullable Lane lane,
        long attempt,
        PeerHello facts,
        Bytes configuration,
        Bytes key) {
    static final int MIN_VERSION = 1;
    static final int MAX_VERSION = 1;
    static final PeerHello NO_FACTS = new PeerHello(0, 0, 0);

    Frame toFrame() {
        byte[] header = HelloWire.Hello.newBuilder()
                .setMinVersion(minVersion)
                .setMaxVersion(maxVersion)
                .setCluster(string(cluster))
                .setRole(role.code())
                .setNode(node)
                .setToNode(toNode)
                .setLane(lane == null ? 0 : lane.ordinal() + 1)
                .setAttempt(attempt)
                .setIncarnation(facts.incarnation())
                .setBootCounter(facts.bootCounter())
                .setLastSeenBoot(facts.lastSeenBoot())
                .setLastSeenIncarnation(facts.lastSeenIncarnation())
                .setConfiguration(string(configuration))
                .setKey(string(key))
                .build()
                .toByteArray();
        return Frame.of(FrameKind.HELLO, 0, Bytes.wrap(header), Bytes.EMPTY);
    }

    static Hello decode(Frame frame) throws MalformedException {
        if (frame.kind() != FrameKind.HELLO || !frame.payload().isEmpty()) {
            throw new MalformedException("expected a hello, found " + frame.kind());
        }
        Bytes header = frame.header();
        try {
            HelloWire.Hello wire = HelloWire.Hello.parseFrom(
                    ByteBuffer.wrap(header.backingArray(), header.backingOffset(), header.length()));
            HelloRole role = HelloRole.of(wire.getRole());
            return new Hello(
                    wire.getMinVersion(),
                    wire.getMaxVersion(),
                    bytes(wire.getCluster()),
                    role,
                    wire.getNode(),
                    wire.getToNode(),
                    role == HelloRole.PEER ? lane(wire.getLane()) : null,
                    wire.getAttempt(),
                    new PeerHello(
                            wire.getIncarnation(),
                            wire.getBootCounter(),
                            wire.getLastSeenBoot(),
                            wire.getLastSeenIncarnation()),
                    bytes(wire.getConfiguration()),
                    bytes(wire.getKey()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("hello: " + e.getMessage(), e);
        }
    }

    /** What must agree whoever speaks; null when it does. */
    @Nullable
    Refusal mismatch(Bytes ourCluster, Bytes ourConfiguration) {
        if (minVersion > MAX_VERSION || maxVersion < MIN_VERSION || minVersion > maxVersion) {
            return new Refusal(
                    ErrorCode.WRONG_VERSION,
                    "wire versions " + minVersion + " to " + maxVersion + " do not overlap " + MIN_VERSION + " to "
                            + MAX_VERSION);
        }
        if (!cluster.equals(ourCluster)) {
            return new Refusal(ErrorCode.WRONG_CLUSTER, "this is cluster " + ourCluster.toHex() + ", not " + cluster);
        }
        // Nodes must agree exactly; a client need not know the digest, and gains nothing by keeping silent about it.
        boolean silentClient = role != HelloRole.PEER && configuration.isEmpty();
        if (!silentClient && !configuration.equals(ourConfiguration)) {
            return new Refusal(
                    ErrorCode.WRONG_CONFIGURATION,
                    "the agreed configuration here is " + ourConfiguration + ", not " + configuration);
        }
        return null;
    }

    private static Lane lane(int code) throws MalformedException {
        Lane[] lanes = Lane.values();
        if (code < 1 || code > lanes.length) {
            throw new MalformedException("hello: lane " + Integer.toUnsignedString(code) + " is unknown");
        }
        return lanes[code - 1];
    }

    private static ByteString string(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.backingArray(), bytes.backingOffset(), bytes.length());
    }

    private static Bytes bytes(ByteString string) {
        return Bytes.wrap(string.toByteArray());
    }
}
