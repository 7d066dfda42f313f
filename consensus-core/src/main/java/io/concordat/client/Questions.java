package io.concordat.client;

import com.google.protobuf.MessageLite;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.log.Bundle;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;

/** The frames of bundles, and of questions that change nothing. */
final class Questions {
    private Questions() {}

    /** To a leader whose word is enough. */
    static Frame atLeader(int group, long id, Bytes query, int patienceMillis) {
        return Frame.of(
                FrameKind.QUERY,
                group,
                header(ClientWire.Query.newBuilder()
                        .setId(id)
                        .setPatienceMillis(patienceMillis)
                        .build()),
                query);
    }

    /** To the state at the question's own place in the log. Its id ends a session id that nobody else has. */
    static Frame ordered(ClusterClient client, long id, Bytes query, int patienceMillis) {
        Bytes name = new ByteWriter(16).u64(client.random().nextLong()).u64(id).toBytes();
        Bundle bundle = Bundle.query(client.identity(name), query, client::sign);
        return bundle(client.setup().group(), bundle, patienceMillis);
    }

    /** {@code patienceMillis}: for how long somebody waits for the answer; a node need not work on it any longer. */
    static Frame bundle(int group, Bundle bundle, int patienceMillis) {
        Bytes header = header(ClientWire.Submission.newBuilder()
                .setPatienceMillis(patienceMillis)
                .build());
        return Frame.of(FrameKind.BUNDLE, group, header, bundle.encoded());
    }

    static Frame status(int group, long id, long atIndex, int waitMillis) {
        return Frame.of(
                FrameKind.STATUS,
                group,
                header(ClientWire.StatusRequest.newBuilder()
                        .setId(id)
                        .setAtIndex(atIndex)
                        .setWaitMillis(waitMillis)
                        .build()),
                Bytes.EMPTY);
    }

    private static Bytes header(MessageLite message) {
        return Bytes.wrap(message.toByteArray());
    }
}
