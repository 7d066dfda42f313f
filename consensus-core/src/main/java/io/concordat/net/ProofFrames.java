package io.concordat.net;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;

/**
 * Headers of PROOF and PROOF_REPLY frames, big-endian. A question: id u64, what u8 (1 receipt, 2 evidence), then
 * session 16 bytes and number u64, or the first record wanted u64. An answer: id u64, error (u32 length, text; empty
 * for none), message likewise; the payload is the proof.
 */
public final class ProofFrames {
    private static final int RECEIPT = 1;
    private static final int EVIDENCE = 2;
    private static final int SESSION_LENGTH = 16;
    private static final int MOST_TEXT = 1_024;

    private ProofFrames() {}

    /** What a client may ask for. */
    public sealed interface Question {
        /** One member's part of the receipt for a command of the asker's. */
        record OfCommand(long id, Bytes session, long number) implements Question {}

        /** Evidence records from one place on, some at a time. */
        record OfLies(long id, long from) implements Question {}

        /** What the answer names. */
        long id();
    }

    /** A node's answer; {@code error} is empty when {@code proof} is what was asked for. */
    public record Reply(long id, String error, String message, Bytes proof) {}

    public static Frame question(int group, Question question) {
        ByteWriter out = new ByteWriter(40).u64(question.id());
        if (question instanceof Question.OfCommand one) {
            out.u8(RECEIPT).raw(one.session()).u64(one.number());
        } else if (question instanceof Question.OfLies lies) {
            out.u8(EVIDENCE).u64(lies.from());
        }
        return Frame.of(FrameKind.PROOF, group, out.toBytes(), Bytes.EMPTY);
    }

    public static Question question(Frame frame) throws MalformedException {
        ByteReader in = new ByteReader(frame.header());
        long id = in.u64();
        int what = in.u8();
        Question question;
        if (what == RECEIPT) {
            question = new Question.OfCommand(id, in.raw(SESSION_LENGTH), positive(in.u64()));
        } else if (what == EVIDENCE) {
            question = new Question.OfLies(id, positive(in.u64()));
        } else {
            throw new MalformedException("nobody can prove " + what);
        }
        in.end();
        return question;
    }

    private static long positive(long value) throws MalformedException {
        if (value < 0) {
            throw new MalformedException("number " + Long.toUnsignedString(value));
        }
        return value;
    }

    public static Frame reply(int group, long id, Bytes proof) {
        return reply(group, id, "", "", proof);
    }

    public static Frame refusal(int group, long id, ErrorCode error, String message) {
        return reply(group, id, error.name(), message, Bytes.EMPTY);
    }

    private static Frame reply(int group, long id, String error, String message, Bytes proof) {
        Bytes text = Bytes.utf8(message);
        ByteWriter out = new ByteWriter(64).u64(id).sized(Bytes.utf8(error));
        out.sized(text.slice(0, Math.min(text.length(), MOST_TEXT)));
        return Frame.of(FrameKind.PROOF_REPLY, group, out.toBytes(), proof);
    }

    public static Reply reply(Frame frame) throws MalformedException {
        ByteReader in = new ByteReader(frame.header());
        long id = in.u64();
        String error = in.sized(MOST_TEXT).toUtf8();
        String message = in.sized(MOST_TEXT).toUtf8();
        in.end();
        return new Reply(id, error, message, frame.joinedPayload());
    }
}
