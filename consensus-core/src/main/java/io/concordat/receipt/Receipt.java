package io.concordat.receipt;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Proof to anybody who knows the members' keys that a client's command has its place in the group's log, and what came
 * of it. Order is proved by the certificate of the batch that carries the client's signed bundle, the result by the
 * signatures of so many members that one of them is honest. What others did in the same batch is not shown, only the
 * digests of their bundles.
 *
 * @param bundle as its client has signed it
 * @param number of the command, within the session
 * @param place of the bundle in the log
 * @param certificate in the protocol's own form
 * @param outcome what the state machine answered
 * @param replies whose word the outcome is
 */
public record Receipt(
        GroupContext context,
        Bundle bundle,
        long number,
        Place place,
        Bytes certificate,
        Outcome outcome,
        List<SignedReply> replies) {
    /** The longest certificate that anybody takes, in bytes: of a thousand members and more. */
    public static final int MOST_CERTIFICATE = 256 << 10;

    private static final int VERSION = 1;
    private static final int MOST_REPLIES = 1_024;
    private static final Bytes DOMAIN = Bytes.utf8("concordat/receipt/1\n");

    /** A batch of which only one bundle is shown. A retry may have a later one than the command's first execution. */
    public record Place(long index, long proposedNanos, long wallMillis, List<Hash> bundles) {
        public static Place of(Batch batch) {
            List<Hash> digests = batch.bundles().stream().map(Bundle::digest).toList();
            return new Place(batch.index(), batch.proposedNanos(), batch.wallMillis(), digests);
        }

        public Hash digest(GroupContext context) {
            return Batch.digest(context, index, proposedNanos, wallMillis, bundles);
        }
    }

    /** What came of a command; with {@code refused} the bytes are "CODE message". */
    public record Outcome(boolean refused, Bytes bytes) {}

    /** One member's signature over {@link Receipt#signedBytes}. */
    public record SignedReply(int node, Bytes signature) {}

    public Receipt {
        replies = List.copyOf(replies);
    }

    /** The command itself; throws when the bundle holds none of that number. */
    public Bytes command() throws MalformedException {
        if (number < bundle.firstNumber() || number > bundle.lastNumber()) {
            throw new MalformedException("the bundle holds no command " + number);
        }
        return bundle.commands().get((int) (number - bundle.firstNumber()));
    }

    /** What a member signs: group, session, number, command, place and outcome, and its own name. */
    public Bytes signedBytes(int node) throws MalformedException {
        ByteWriter out = new ByteWriter(192).raw(DOMAIN).raw(context.prefix());
        return out.raw(bundle.session())
                .u64(number)
                .raw(Hash.of(command()).bytes())
                .u64(place.index())
                .u8(outcome.refused() ? 1 : 0)
                .raw(Hash.of(outcome.bytes()).bytes())
                .u32(node)
                .toBytes();
    }

    public Receipt with(List<SignedReply> others) {
        return new Receipt(context, bundle, number, place, certificate, outcome, others);
    }

    public Bytes encode() {
        ByteWriter out = new ByteWriter(1_024 + bundle.encoded().length());
        out.u8(VERSION).raw(context.cluster()).u32(context.group()).u64(context.epoch());
        out.sized(bundle.encoded()).u64(number);
        out.u64(place.index()).u64(place.proposedNanos()).u64(place.wallMillis());
        out.u32(place.bundles().size());
        place.bundles().forEach(digest -> out.raw(digest.bytes()));
        out.sized(certificate).u8(outcome.refused() ? 1 : 0).sized(outcome.bytes());
        out.u32(replies.size());
        replies.forEach(reply -> out.u32(reply.node()).raw(reply.signature()));
        return out.toBytes();
    }

    /** Checks structure and lengths only: {@link ReceiptCheck} says whether it proves anything. */
    public static Receipt decode(Bytes encoded, Limits limits) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("receipt version " + version + ", this build reads " + VERSION);
        }
        GroupContext context = new GroupContext(in.raw(GroupContext.CLUSTER_ID_LENGTH), in.u32(), in.u64());
        Bundle bundle = Bundle.decode(in.sized(limits.bundleBytes() + 1_024), limits);
        long number = in.u64();
        long index = in.u64();
        long proposed = in.u64();
        long wall = in.u64();
        int count = in.count(Hash.LENGTH);
        List<Hash> digests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            digests.add(new Hash(in.raw(Hash.LENGTH)));
        }
        Place place = new Place(index, proposed, wall, List.copyOf(digests));
        Bytes certificate = in.sized(MOST_CERTIFICATE);
        int refused = in.u8();
        Outcome outcome = new Outcome(refused == 1, in.sized(in.remaining()));
        List<SignedReply> replies = replies(in);
        in.end();
        if (refused > 1) {
            throw new MalformedException("an outcome of kind " + refused);
        }
        return new Receipt(context, bundle, number, place, certificate, outcome, replies);
    }

    private static List<SignedReply> replies(ByteReader in) throws MalformedException {
        int count = in.count(68);
        if (count > MOST_REPLIES) {
            throw new MalformedException(count + " replies");
        }
        List<SignedReply> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(new SignedReply(in.u32(), in.raw(64)));
        }
        return replies;
    }
}
