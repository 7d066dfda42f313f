package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.protocol.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints, from "my state at this index has this root" to the proof that a quorum says so. Only the proof lets
 * anything be forgotten (P48), and only what lies at or below it (P49). A member whose own state differs from a proved
 * one has a broken state, and stops (P50).
 */
final class Checkpoints {
    /** Of one member the newest few: who runs far ahead has proofs to show. */
    private static final int KEPT_PER_MEMBER = 4;
    /** Proofs that wait for a snapshot of their index to be written; that may take minutes. */
    private static final int MOST_PROVED = 4_096;

    private final PbftCore core;
    private final Execution execution;
    private final SortedMap<Integer, TreeMap<Long, Checkpoint>> heard = new TreeMap<>();
    private final TreeMap<Long, Hash> ownRoots = new TreeMap<>();
    private final TreeMap<Long, CheckpointCertificate> proved = new TreeMap<>();
    private @Nullable CheckpointCertificate stable;
    private @Nullable CheckpointCertificate ahead;

    Checkpoints(PbftCore core, Execution execution) {
        this.core = core;
        this.execution = execution;
    }

    @Nullable
    CheckpointCertificate stable() {
        return stable;
    }

    /** From an earlier life. */
    void restored(CheckpointCertificate certificate) {
        stable = certificate;
    }

    void restored(Checkpoint own) {
        add(own);
    }

    /** Own checkpoints above {@code index}: said already, perhaps to nobody. */
    List<Checkpoint> ownAbove(long index) {
        return List.copyOf(heardOf(core.self()).tailMap(index, false).values());
    }

    long stableIndex() {
        return core.slots().low();
    }

    /** The newest proof heard of, also where this member has not come there yet. */
    long highestProved() {
        CheckpointCertificate known = ahead;
        return known == null ? stableIndex() : Math.max(stableIndex(), known.index());
    }

    /** The own state, as it stands at a checkpoint's index. */
    void rootTold(long index, Hash root, long bytes) {
        Hash chain = execution.chainAt(index);
        if (index <= stableIndex() || chain == null) {
            return;
        }
        ownRoots.put(index, root);
        if (!core.view().silent()) {
            Hash digest = CheckpointCertificate.digest(index, chain, root, bytes);
            Checkpoint own = new Checkpoint(core.sign(Phase.CHECKPOINT, 0, index, digest), chain, root, bytes);
            core.out().write(Journal.checkpoint(own));
            core.out().promise(own);
            add(own);
        }
        settle();
    }

    void received(int sender, Checkpoint message) {
        if (core.drops(sender, CheckpointRules.flaw(message, sender, core.quorums(), core.config()))
                || message.index() <= highestProved()) {
            return;
        }
        Checkpoint before = heardOf(sender).get(message.index());
        if (before != null && before.statement().contradicts(message.statement())) {
            core.evidence(before.statement(), message.statement());
            return;
        }
        add(message);
        settle();
    }

    private TreeMap<Long, Checkpoint> heardOf(int member) {
        return heard.computeIfAbsent(member, m -> new TreeMap<>());
    }

    private void add(Checkpoint checkpoint) {
        TreeMap<Long, Checkpoint> theirs = heardOf(checkpoint.statement().signer());
        theirs.putIfAbsent(checkpoint.index(), checkpoint);
        if (theirs.size() > KEPT_PER_MEMBER) {
            theirs.pollFirstEntry();
        }
        prove(checkpoint);
    }

    private void prove(Checkpoint like) {
        List<Statement> same = new ArrayList<>();
        for (TreeMap<Long, Checkpoint> theirs : heard.values()) {
            Checkpoint one = theirs.get(like.index());
            if (one != null && one.statement().digest().equals(like.statement().digest())) {
                same.add(one.statement());
            }
        }
        if (same.size() >= core.quorums().quorum()) {
            learn(new CheckpointCertificate(
                    like.index(),
                    like.chain(),
                    like.root(),
                    like.bytes(),
                    same.subList(0, core.quorums().quorum())));
        }
    }

    void received(int sender, Stable message) {
        if (!core.drops(sender, Certificates.flaw(message.certificate(), core.quorums()))) {
            learned(message.certificate());
        }
    }

    /** A proof that somebody has checked. */
    void learned(CheckpointCertificate certificate) {
        learn(certificate);
        settle();
    }

    private void learn(CheckpointCertificate certificate) {
        proved.put(certificate.index(), certificate);
        if (proved.size() > MOST_PROVED) {
            proved.pollFirstEntry();
        }
        if (certificate.index() > highestProved()) {
            ahead = certificate;
        }
    }

    /** What proves the state at {@code index}; null when no proof was heard of, or it was not kept. */
    @Nullable
    CheckpointCertificate proofAt(long index) {
        return proved.get(index);
    }

    /** A snapshot at {@code index} is marked: nobody will look for the proofs of older ones. */
    void forgetProofs(long index) {
        proved.headMap(index, true).clear();
    }

    /** The state that {@code certificate} proves has been fetched, and takes the place of what was executed here. */
    void installed(CheckpointCertificate certificate) {
        if (ahead != null && ahead.index() <= certificate.index()) {
            ahead = null;
        }
        adopt(certificate);
    }

    /** Adopts a proof once this member has come as far itself. */
    void settle() {
        CheckpointCertificate next = ahead;
        if (next == null || execution.executed() < next.index()) {
            return;
        }
        Hash chain = execution.chainAt(next.index());
        Hash root = ownRoots.get(next.index());
        if ((chain != null && !chain.equals(next.chain())) || (root != null && !root.equals(next.root()))) {
            core.out().add(new Effect.Fatal("the state at " + next.index() + " differs from what a quorum has signed"));
            return;
        }
        if (root == null) {
            // The state machine is not as far yet; its root is to be compared before anything is forgotten.
            return;
        }
        ahead = null;
        adopt(next);
    }

    private void adopt(CheckpointCertificate next) {
        stable = next;
        core.out().write(Journal.stable(next));
        core.out().write(Journal.forget(stableIndex() + 1, next.index()));
        core.slots().raise(next.index());
        core.guard().close(next.index());
        execution.forgetChains(next.index());
        ownRoots.headMap(next.index(), true).clear();
        heard.values().forEach(m -> m.headMap(next.index(), true).clear());
    }
}
