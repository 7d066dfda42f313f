package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's connection as the node sees it; keeps what it is sent. */
class FakeClient implements ClientConnection {
    private final Bytes key;
    private final List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable String closed;

    FakeClient(Signer signer) {
        key = signer.publicKey();
    }

    List<Frame> frames(FrameKind kind) {
        synchronized (frames) {
            return frames.stream().filter(f -> f.kind() == kind).toList();
        }
    }

    /** "first+count" for results, "first+count ERROR" for refusals, with a "?" when something may have happened. */
    List<String> replies() {
        return frames(FrameKind.REPLIES).stream().map(FakeClient::describe).toList();
    }

    private static String describe(Frame frame) {
        ClientWire.Replies header = parse(frame);
        String range = header.getFirstNumber() + "+" + header.getCount();
        if (header.getError().isEmpty()) {
            return range;
        }
        return range + " " + header.getError() + (header.getNothingHappened() ? "" : "?")
                + (header.getLeader() == 0 ? "" : " ask " + header.getLeader());
    }

    static ClientWire.Replies parse(Frame frame) {
        try {
            return ClientWire.Replies.parseFrom(frame.header().toArray());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    List<ClientWire.QueryReply> answers() {
        return frames(FrameKind.QUERY_REPLY).stream()
                .map(f -> {
                    try {
                        return ClientWire.QueryReply.parseFrom(f.header().toArray());
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Nullable
    String closedBecause() {
        return closed;
    }

    @Override
    public Bytes clientKey() {
        return key;
    }

    @Override
    public boolean admin() {
        return false;
    }

    @Override
    public void send(Frame frame) {
        frames.add(frame);
    }

    @Override
    public void close(String reason) {
        closed = reason;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
}
