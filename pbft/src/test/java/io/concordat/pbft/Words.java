package io.concordat.pbft;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What members may have signed, true or not; signatures are keyed hashes, so that anybody can be made to lie. */
final class Words {
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 0);
    static final PbftConfig CONFIG = PbftConfig.of(Settings.NONE, Limits.DEFAULTS);
    static final Quorums FOUR = new Quorums(List.of(1, 2, 3, 4));
    static final Hash A = Hash.of(Bytes.utf8("a"));
    static final Hash B = Hash.of(Bytes.utf8("b"));

    private Words() {}

    static Bytes key(int node) {
        return Hash.of(Bytes.utf8("key"), new ByteWriter(4).u32(node).toBytes()).bytes();
    }

    static Signer signer(int node) {
        return new Signer() {
            @Override
            public Bytes publicKey() {
                return key(node);
            }

            @Override
            public Bytes sign(Bytes message) {
                return signature(key(node), message);
            }
        };
    }

    static Verifier verifier() {
        return (key, message, signature) -> signature(key, message).equals(signature);
    }

    private static Bytes signature(Bytes key, Bytes message) {
        Bytes half = Hash.of(key, message).bytes();
        return Bytes.concat(half, half);
    }

    static Membership members(int size) {
        return new Membership(
                0,
                IntStream.rangeClosed(1, size)
                        .mapToObj(n -> new Member(n, key(n)))
                        .toList(),
                List.of());
    }

    static Statement say(Phase phase, long view, long index, Hash digest, int signer) {
        Bytes text = Statement.signedBytes(CONTEXT, phase, view, index, digest, signer);
        return new Statement(phase, view, index, digest, signer, signer(signer).sign(text));
    }

    static PreparedCertificate prepared(long view, long index, Hash digest, Quorums quorums) {
        int primary = quorums.primary(view);
        List<Statement> prepares = quorums.members().stream()
                .filter(m -> m != primary)
                .limit(quorums.prepares())
                .map(m -> say(Phase.PREPARE, view, index, digest, m))
                .toList();
        return new PreparedCertificate(say(Phase.PRE_PREPARE, view, index, digest, primary), prepares);
    }

    static CommitCertificate committed(long view, long index, Hash digest, Quorums quorums) {
        return new CommitCertificate(quorums.members().stream()
                .limit(quorums.quorum())
                .map(m -> say(Phase.COMMIT, view, index, digest, m))
                .toList());
    }

    static CheckpointCertificate checkpoint(long index, Quorums quorums) {
        Hash digest = CheckpointCertificate.digest(index, A, B, 100);
        return new CheckpointCertificate(
                index,
                A,
                B,
                100,
                quorums.members().stream()
                        .limit(quorums.quorum())
                        .map(m -> say(Phase.CHECKPOINT, 0, index, digest, m))
                        .toList());
    }

    static ViewChange change(
            long view, int signer, @Nullable CheckpointCertificate stable, PreparedCertificate... prepared) {
        return change(view, signer, stable == null ? 1 : stable.index(), stable, prepared);
    }

    /** With whatever stable index is claimed. */
    static ViewChange change(
            long view,
            int signer,
            long claimed,
            @Nullable CheckpointCertificate stable,
            PreparedCertificate... prepared) {
        List<PreparedCertificate> list = List.of(prepared);
        Hash digest = ViewChangeContents.digest(ViewChangeContents.encode(stable, list));
        return new ViewChange(say(Phase.VIEW_CHANGE, view, claimed, digest, signer), stable, list);
    }

    /** As an honest primary makes it. */
    static NewView newView(long view, Quorums quorums, ViewChange... changes) {
        int primary = quorums.primary(view);
        List<Statement> proposals = new ArrayList<>();
        for (Reproposal due : NewViewRules.reproposals(List.of(changes), CONTEXT)) {
            proposals.add(say(Phase.PRE_PREPARE, view, due.index(), due.digest(), primary));
        }
        return newView(view, primary, List.of(changes), proposals);
    }

    static NewView newView(long view, int signer, List<ViewChange> changes, List<Statement> proposals) {
        Hash digest = NewViewContents.digest(NewViewContents.encode(changes, proposals));
        return new NewView(say(Phase.NEW_VIEW, view, 0, digest, signer), changes, proposals);
    }
}
