package io.concordat.client;

import com.google.protobuf.MessageLite;
import io.concordat.api.Outcome;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import org.jspecify.annotations.Nullable;

/** The frames of bundles, and of questions that may be asked again and again; what their answers mean. */
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

    /** To whichever replica it reaches, if that has a leader to ask for the index. */
    static Frame at(int group, long id, Bytes query, int patienceMillis) {
        return Frame.of(
                FrameKind.QUERY,
                group,
                header(ClientWire.Query.newBuilder()
                        .setId(id)
                        .setPatienceMillis(patienceMillis)
                        .setAnywhere(true)
                        .build()),
                query);
    }

    /** An administrator's wish. */
    static Frame admin(int group, long id, int operation, int node) {
        return Frame.of(
                FrameKind.ADMIN,
                group,
                header(ClientWire.AdminRequest.newBuilder()
                        .setId(id)
                        .setOperation(operation)
                        .setNode(node)
                        .build()),
                Bytes.EMPTY);
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

    /** What an answer, or its absence, means to whoever asked. */
    static Outcome outcome(@Nullable Answer answer, @Nullable Throwable failure) {
        if (failure instanceof ClientException e) {
            return e.code() == ErrorCode.TIMEOUT
                    ? new Outcome.Unknown(String.valueOf(e.getMessage()))
                    : new Outcome.Refused(e.code().name(), String.valueOf(e.getMessage()));
        }
        if (answer instanceof Answer.QueryAnswer query) {
            return query.failure().none()
                    ? new Outcome.Reply(query.bytes())
                    : new Outcome.Refused(
                            query.failure().code(), query.failure().message());
        }
        return new Outcome.Unknown("INTERNAL: " + failure);
    }

    private static Bytes header(MessageLite message) {
        return Bytes.wrap(message.toByteArray());
    }
}
