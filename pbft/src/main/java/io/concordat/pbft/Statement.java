package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.GroupContext;

/**
 * What one member has put its name to: every promise of the protocol has this one form, so that it proves itself to
 * anybody who knows the member's key, in whatever message or certificate it travels. It names neither receiver nor
 * lives: a member that restarts sends the identical bytes again.
 *
 * @param view 0 for CHECKPOINT, which belongs to none
 * @param index the slot; VIEW-CHANGE: its stable checkpoint; NEW-VIEW: 0
 * @param digest of the batch, the checkpoint, or the contents of the VIEW-CHANGE or NEW-VIEW
 * @param signature 64 bytes over {@link #signedBytes}
 */
public record Statement(Phase phase, long view, long index, Hash digest, int signer, Bytes signature) {
    static final int LENGTH = 117;
    /** Views and indexes beyond this are nonsense; far below overflow, so that arithmetic on hostile ones is safe. */
    static final long MOST = 1L << 62;

    private static final Bytes DOMAIN = Bytes.utf8("concordat/pbft/1\n");

    Bytes signedBytes(GroupContext context) {
        return signedBytes(context, phase, view, index, digest, signer);
    }

    static Bytes signedBytes(GroupContext context, Phase phase, long view, long index, Hash digest, int signer) {
        ByteWriter out = new ByteWriter(112).raw(DOMAIN).raw(context.prefix());
        return out.u8(phase.code())
                .u64(view)
                .u64(index)
                .raw(digest.bytes())
                .u32(signer)
                .toBytes();
    }

    /** Whether it says the same as another, whoever signed either. */
    boolean says(Phase ofPhase, long ofView, long ofIndex, Hash ofDigest) {
        return phase == ofPhase && view == ofView && index == ofIndex && digest.equals(ofDigest);
    }

    /** Whether its signer cannot honestly have signed both. */
    boolean contradicts(Statement other) {
        return phase == other.phase
                && signer == other.signer
                && view == other.view
                && index == other.index
                && !digest.equals(other.digest);
    }

    void encode(ByteWriter out) {
        out.u8(phase.code()).u64(view).u64(index).raw(digest.bytes());
        out.u32(signer).raw(signature);
    }

    Bytes encoded() {
        ByteWriter out = new ByteWriter(LENGTH);
        encode(out);
        return out.toBytes();
    }

    static Statement decode(ByteReader in) throws MalformedException {
        Phase phase = Phase.of(in.u8());
        long view = in.u64();
        long index = in.u64();
        Hash digest = new Hash(in.raw(Hash.LENGTH));
        int signer = in.u32();
        Bytes signature = in.raw(64);
        if (view < 0 || view > MOST || index < 0 || index > MOST || signer <= 0) {
            throw new MalformedException(phase + " in view " + view + " for slot " + index + " by " + signer);
        }
        return new Statement(phase, view, index, digest, signer, signature);
    }

    @Override
    public String toString() {
        return phase + " v" + view + " s" + index + " " + digest + " by " + signer;
    }
}
