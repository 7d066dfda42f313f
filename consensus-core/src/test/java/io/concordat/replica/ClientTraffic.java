package io.concordat.replica;

import static io.concordat.replica.ContractNode.CLIENT;
import static io.concordat.replica.ContractNode.apply;
import static io.concordat.replica.ContractNode.genesis;

import io.concordat.config.Limits;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire.StatusReply;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A node with clients, and a protocol that takes every proposal into its log. */
abstract class ClientTraffic {
    final ThreadStage stage = new ThreadStage();
    final FakeClient client = new FakeClient(CLIENT);
    ContractNode node = new ContractNode(stage, ContractNode.freshDisk(), limits(1 << 20, 1 << 20));
    private LogEntry last = genesis(node.main());
    private long ioSeq;
    boolean refuseProposals;

    /**
     * {@code pending} and {@code session}: bytes that may be admitted and not executed, of the group and of one
     * session.
     */
    static Limits limits(int pending, int session) {
        Limits d = Limits.DEFAULTS;
        return new Limits(
                d.helloBytes(),
                d.peerFrameBytes(),
                d.clientFrameBytes(),
                d.bundleBytes(),
                d.bundleCommands(),
                d.batchBytes(),
                d.peerWindowBytes(),
                d.entryCacheBytes(),
                pending,
                session,
                d.connectionOutboundBytes(),
                d.connections(),
                d.connectionsPerClient(),
                d.halfOpenConnections(),
                d.sessions(),
                d.sessionReplyBytes(),
                d.sessionEventBytes(),
                4,
                d.nameBytes(),
                d.receivingBytes(),
                d.outboundBytes(),
                d.handshakesPerSecond(),
                d.sessionsPerClient());
    }

    void restart(Limits limits) {
        node.host.stop(() -> {});
        stage.settle();
        node = new ContractNode(stage, ContractNode.freshDisk(), limits);
        last = genesis(node.main());
        ioSeq = 0;
    }

    @AfterEach
    void stop() {
        node.disk.release();
        node.host.stop(() -> {});
        stage.settle();
        stage.close();
    }

    /** From here on proposals are appended at once; {@link #commit} executes them. */
    void lead() {
        node.lead(node.main());
        node.main().behave((event, out) -> {
            if (event instanceof Event.Proposed proposed) {
                if (refuseProposals) {
                    out.add(new Effect.Refused(proposed.proposalId()));
                    return;
                }
                last = ContractNode.entry(ContractNode.MAIN, last, 1, proposed.bundles());
                ioSeq++;
                out.add(ContractNode.write(ioSeq, last));
                out.add(new Effect.Accepted(proposed.proposalId(), last.index(), 1));
            }
        });
    }

    void commit() throws Exception {
        List<LogEntry> ready = readBack(applied() + 1);
        node.emit(node.main(), apply(ready.toArray(LogEntry[]::new)));
    }

    /** Others have brought {@code bundle} to agreement; executed with what waits. */
    void agree(Bundle bundle) throws Exception {
        last = ContractNode.entry(ContractNode.MAIN, last, 1, List.of(bundle));
        ioSeq++;
        node.emit(node.main(), ContractNode.write(ioSeq, last));
        commit();
    }

    private long applied() {
        List<Event.Applied> done = node.main().events(Event.Applied.class);
        return done.isEmpty() ? 0 : done.get(done.size() - 1).index();
    }

    private List<LogEntry> readBack(long from) {
        int before = node.main().events(Event.LogRead.class).size();
        node.emit(node.main(), new Effect.ReadLog(1, from, Long.MAX_VALUE, 1 << 30));
        return node.main().events(Event.LogRead.class).get(before).entries();
    }

    List<Long> proposedNumbers() {
        return node.main().events(Event.Proposed.class).stream()
                .flatMap(p -> p.bundles().stream())
                .map(Bundle::firstNumber)
                .toList();
    }

    List<StatusReply> status() throws Exception {
        List<StatusReply> replies = new ArrayList<>();
        for (Frame frame : client.frames(FrameKind.STATUS_REPLY)) {
            replies.add(StatusReply.parseFrom(frame.header().toArray()));
        }
        return replies;
    }
}
