package io.concordat.replica;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.Signer;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.ProofFrames;
import io.concordat.net.ProofFrames.Question;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.receipt.Receipt;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.runtime.Budget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives clients what they can show to others: this member's part of a receipt, and the evidence it keeps. Nothing is
 * signed but what this member has executed itself. Any thread; a few questions at a time, because each reads the log.
 */
final class ProofDesk {
    private static final int MOST_WAITING = 64;
    private static final int EVIDENCE_BYTES = 64 << 10;

    private final GroupHome home;
    private final Applier applier;
    private final @Nullable Signer signer;
    private final Budget waiting = new Budget(MOST_WAITING);

    /** {@code signer} is null where members' words are no proofs. */
    ProofDesk(GroupHome home, Applier applier, @Nullable Signer signer) {
        this.home = home;
        this.applier = applier;
        this.signer = signer;
    }

    void asked(ClientConnection from, Frame frame) throws MalformedException {
        Question question = ProofFrames.question(frame);
        Signer mine = signer;
        if (question instanceof Question.OfCommand && mine == null) {
            refuse(from, question, ErrorCode.USAGE, "this protocol gives no receipts");
        } else if (!waiting.take(1)) {
            refuse(from, question, ErrorCode.BUSY, "too many ask for proofs");
        } else if (question instanceof Question.OfCommand command && mine != null) {
            applier.recall(
                    command.session(),
                    command.number(),
                    executed -> read(from, question, () -> {
                        return part(from, command, executed, mine);
                    }));
        } else if (question instanceof Question.OfLies lies) {
            read(from, question, () -> evidence(lies.from()));
        }
    }

    /** Finds a proof, or says why there is none. */
    private interface Search {
        Bytes find() throws NoProof, StorageException, MalformedException;
    }

    private static final class NoProof extends Exception {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;

        NoProof(ErrorCode code, String message) {
            super(message);
            this.code = code;
        }
    }

    private void read(ClientConnection from, Question question, Search search) {
        home.readLoop().execute(() -> {
            try {
                from.send(ProofFrames.reply(group(), question.id(), search.find()));
            } catch (NoProof e) {
                refuse(from, question, e.code, String.valueOf(e.getMessage()));
            } catch (StorageException | MalformedException | RuntimeException e) {
                refuse(from, question, ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()));
            } finally {
                waiting.giveBack(1);
            }
        });
    }

    private Bytes part(ClientConnection from, Question.OfCommand asked, Applier.@Nullable Executed done, Signer mine)
            throws NoProof, StorageException, MalformedException {
        if (done == null) {
            throw new NoProof(ErrorCode.NOT_READY, "not executed here yet, or acknowledged, or too long ago");
        }
        if (!done.reply().clientKey().equals(from.clientKey())) {
            throw new NoProof(ErrorCode.WRONG_IDENTITY, "the session belongs to another key");
        }
        RecordLog log = home.opened().log();
        if (done.index() > log.durable()) {
            home.writer().hurry();
            throw new NoProof(ErrorCode.NOT_READY, "executed, and not on disk here yet");
        }
        List<LogEntry> entries = log.read(done.index(), done.index(), Integer.MAX_VALUE);
        List<RecordOp.Put> certificates =
                log.records(RecordKind.CERTIFICATE, done.index(), done.index(), Receipt.MOST_CERTIFICATE);
        Bundle bundle = entries.isEmpty() ? null : bundle(entries.get(0), asked);
        if (bundle == null || certificates.isEmpty()) {
            throw new NoProof(ErrorCode.REPLY_DROPPED, "the log begins after batch " + done.index());
        }
        Receipt.Outcome outcome =
                new Receipt.Outcome(done.reply().refused(), done.reply().bytes());
        Receipt part = new Receipt(
                home.context(),
                bundle,
                asked.number(),
                Receipt.Place.of(entries.get(0).batch()),
                certificates.get(0).payload(),
                outcome,
                List.of());
        if (!done.reply().answers(part.command())) {
            throw new NoProof(ErrorCode.NUMBER_REUSED, "another command was executed under this number");
        }
        int self = home.setup().self();
        Receipt.SignedReply word = new Receipt.SignedReply(self, mine.sign(part.signedBytes(self)));
        return part.with(List.of(word)).encode();
    }

    private static @Nullable Bundle bundle(LogEntry entry, Question.OfCommand asked) {
        for (Bundle bundle : entry.batch().bundles()) {
            if (bundle.kind() == Bundle.Kind.COMMANDS
                    && bundle.session().equals(asked.session())
                    && bundle.firstNumber() <= asked.number()
                    && asked.number() <= bundle.lastNumber()) {
                return bundle;
            }
        }
        return null;
    }

    /** Place u64 and payload of each record, until there are none or enough. */
    private Bytes evidence(long from) throws StorageException {
        ByteWriter out = new ByteWriter(1_024);
        for (RecordOp.Put record :
                home.opened().log().records(RecordKind.EVIDENCE, from, Long.MAX_VALUE, EVIDENCE_BYTES)) {
            out.u64(record.key().index()).sized(record.payload());
        }
        return out.toBytes();
    }

    private void refuse(ClientConnection from, Question question, ErrorCode code, String message) {
        from.send(ProofFrames.refusal(group(), question.id(), code, message));
    }

    private int group() {
        return home.context().group();
    }
}
