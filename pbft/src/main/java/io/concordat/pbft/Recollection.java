package io.concordat.pbft;

import io.concordat.pbft.PbftMessage.RecallReply;
import io.concordat.pbft.PbftMessage.RecallRequest;
import io.concordat.protocol.Recovery;
import io.concordat.runtime.RandomSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A member that cannot prove that it remembers its promises makes none, until none of those it may have forgotten can
 * matter any more: until a checkpoint is stable beyond every slot it can have voted on (design §4.3). Meanwhile it
 * executes what others prove to be decided.
 */
final class Recollection {
    private final PbftCore core;
    private final Execution execution;
    private final Checkpoints checkpoints;
    private final RandomSource random;
    private final SortedMap<Integer, Long> heard = new TreeMap<>();
    private boolean lost;
    private long nonce;
    private long askAt;

    Recollection(PbftCore core, Execution execution, Checkpoints checkpoints, RandomSource random) {
        this.core = core;
        this.execution = execution;
        this.checkpoints = checkpoints;
        this.random = random;
    }

    void woke(Recovery recovery) {
        if (!(recovery instanceof Recovery.Intact)) {
            // What was lost with the end of a log may have been promises: here that is the same, and a log that is
            // filled again does not bring them back.
            forget();
        }
    }

    /** A write whose words were promises is gone, although the log itself ends where it should. */
    void lostWords() {
        if (!lost) {
            forget();
        }
    }

    /** From here on, or from the beginning of this life. */
    void forget() {
        lost = true;
        nonce = random.nextLong();
        heard.clear();
        core.view().silent(true);
    }

    boolean lost() {
        return lost;
    }

    /**
     * Whether only a stable checkpoint is missing. Not before enough others have said how far that must be: what is
     * agreed on for its sake until then moves them further, and it is done a limited number of such favours.
     */
    boolean waits() {
        return lost && heard.size() >= core.quorums().quorum();
    }

    void tick() {
        if (!lost) {
            return;
        }
        if (heard.size() < core.quorums().size() - 1 && core.now() >= askAt) {
            askAt = core.now() + core.config().beatNanos();
            core.out().send(new RecallRequest(nonce), 0);
        }
        if (!waits()) {
            return;
        }
        // Any quorum of answers will do, so the one that says least: a liar must not hold anybody back for ever.
        List<Long> ascending = heard.values().stream().sorted().toList();
        long barrier = ascending.get(core.quorums().quorum() - 1);
        if (core.slots().low() > barrier) {
            lost = false;
            core.view().silent(false);
        }
    }

    /** Whoever forgot itself cannot say how far anybody can have been. */
    void received(int sender, RecallRequest message) {
        if (!lost) {
            long furthest = Math.max(execution.executed(), checkpoints.highestProved());
            core.out()
                    .send(
                            sender,
                            new RecallReply(
                                    core.view().number(),
                                    furthest + core.config().window(),
                                    message.nonce()),
                            0);
        }
    }

    void received(int sender, RecallReply message) {
        if (lost && message.nonce() == nonce && core.quorums().contains(sender)) {
            heard.putIfAbsent(sender, message.index());
        }
    }
}
