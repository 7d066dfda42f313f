package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.Message;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must be synced before a message may leave: PREPARE rests on the acceptance, COMMIT on the prepared certificate,
 * both on the very words; VIEW-CHANGE and NEW-VIEW on the view; CHECKPOINT on itself. A stable checkpoint supports
 * whatever was promised for a slot below it, and a later view what was promised in an earlier one.
 */
final class PbftPromises implements PromiseRules {
    @Override
    public boolean concerns(int kind) {
        return kind == Vote.KIND || kind == Checkpoint.KIND || kind == ViewChange.KIND || kind == NewView.KIND;
    }

    @Override
    public boolean logsPrecedeCommitment() {
        return false;
    }

    @Override
    public @Nullable String broken(int sender, Message message, DurableImage image) {
        if (!(message instanceof PbftMessage.Signed signed)
                || signed.statement().signer() != sender) {
            // Others' words are proofs, not promises.
            return null;
        }
        Statement statement = signed.statement();
        try {
            return supported(message, statement, image) ? null : statement + " is not supported by what is synced";
        } catch (MalformedException e) {
            return statement + " rests on a record that nobody can read: " + e.getMessage();
        }
    }

    @Override
    public @Nullable String unproved(LogStart start, LogWrite write) {
        String flaw = "its proof is not written with it";
        SortedSet<String> entries = new TreeSet<>();
        SortedSet<String> proofs = new TreeSet<>();
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Delete d && d.kind() == RecordKind.BATCH) {
                entries.add(d.from() + ".." + d.toExclusive());
            } else if (op instanceof RecordOp.Delete d && d.kind() == RecordKind.CERTIFICATE) {
                proofs.add(d.from() + ".." + d.toExclusive());
            } else if (op instanceof RecordOp.Delete d
                    && d.kind() == RecordKind.BODY
                    && d.toExclusive() > start.boundary().index() + 1) {
                return "bodies go up to " + d.toExclusive() + ", and the log names those after "
                        + start.boundary().index();
            } else if (op instanceof RecordOp.Put put
                    && put.key().equals(new RecordKey(RecordKind.OWN_MESSAGE, Journal.markedPlace()))) {
                flaw = flaw(put, start);
            }
        }
        if (flaw == null && !entries.equals(proofs)) {
            flaw = "entries " + entries + " go, and of their certificates " + proofs;
        }
        return flaw;
    }

    private static @Nullable String flaw(RecordOp.Put proof, LogStart start) {
        try {
            return OfferRules.flaw(
                    Journal.readMarked(proof.payload()), start.snapshot().id(), Quorums.of(start.membership()));
        } catch (MalformedException e) {
            return "its proof cannot be read: " + e.getMessage();
        }
    }

    private static boolean supported(Message message, Statement statement, DurableImage image)
            throws MalformedException {
        if (message instanceof ViewChange) {
            Bytes change = image.record(RecordKind.OWN_MESSAGE, Journal.viewChangePlace());
            return change != null
                    && image.hardState().term() >= statement.view()
                    && Journal.viewOf(change) >= statement.view();
        }
        if (message instanceof NewView) {
            return image.hardState().term() >= statement.view();
        }
        if (stable(image) >= statement.index()) {
            return true;
        }
        if (message instanceof Checkpoint) {
            return image.record(RecordKind.OWN_MESSAGE, Journal.checkpointPlace(statement.index())) != null;
        }
        if (statement.phase() == Phase.PREPARE) {
            Bytes accepted = image.record(RecordKind.OWN_MESSAGE, Journal.acceptedPlace(statement.index()));
            return accepted != null
                    && Journal.supportsPrepare(accepted, statement)
                    && holds(image, accepted, statement);
        }
        if (statement.phase() == Phase.COMMIT) {
            Bytes prepared = image.record(RecordKind.OWN_MESSAGE, Journal.preparedPlace(statement.index()));
            return prepared != null && Journal.supportsCommit(prepared, statement);
        }
        return true;
    }

    /** Whoever has said PREPARE can be asked for the batch; after the slot is executed it has it from its log. */
    private static boolean holds(DurableImage image, Bytes accepted, Statement prepare) throws MalformedException {
        return Journal.viewOf(accepted) > prepare.view()
                || image.tail().index() >= prepare.index()
                || prepare.digest().equals(image.digestOf(RecordKind.BODY, prepare.index()));
    }

    private static long stable(DurableImage image) throws MalformedException {
        Bytes stable = image.record(RecordKind.OWN_MESSAGE, Journal.stablePlace());
        return stable == null ? 0 : Journal.stableOf(stable);
    }
}
