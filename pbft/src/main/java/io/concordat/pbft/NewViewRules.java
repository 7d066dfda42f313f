package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a view begins, as a function of a quorum of VIEW-CHANGEs and of nothing else: the primary computes it, and every
 * backup computes it again (OSDI'99 §4.4). A slot that may have been committed was prepared at f+1 honest members, so
 * some VIEW-CHANGE of any quorum carries it; of several, the highest view's is the one that can have been.
 */
final class NewViewRules {
    private NewViewRules() {}

    /** A slot to be proposed again, and what for. */
    record Reproposal(long index, Hash digest) {}

    /** The highest stable checkpoint proved by any of them: nothing at or below it is proposed again. */
    static long start(List<ViewChange> changes) {
        long start = 0;
        for (ViewChange change : changes) {
            start = Math.max(start, change.statement().index());
        }
        return start;
    }

    /** From the slot after {@link #start} up to the last one prepared anywhere, without gaps. */
    static List<Reproposal> reproposals(List<ViewChange> changes, GroupContext context) {
        long start = start(changes);
        SortedMap<Long, PreparedCertificate> best = new TreeMap<>();
        for (ViewChange change : changes) {
            for (PreparedCertificate prepared : change.prepared()) {
                if (prepared.index() > start) {
                    best.merge(prepared.index(), prepared, NewViewRules::higher);
                }
            }
        }
        List<Reproposal> list = new ArrayList<>();
        long last = best.isEmpty() ? start : best.lastKey();
        for (long index = start + 1; index <= last; index++) {
            PreparedCertificate prepared = best.get(index);
            list.add(new Reproposal(index, prepared == null ? NullBatch.digest(index, context) : prepared.digest()));
        }
        return list;
    }

    private static PreparedCertificate higher(PreparedCertificate one, PreparedCertificate other) {
        return other.view() > one.view() ? other : one;
    }

    /** What is wrong with a NEW-VIEW, or null. */
    static @Nullable String flaw(NewView message, Quorums quorums, PbftConfig config, GroupContext context) {
        Statement statement = message.statement();
        long view = statement.view();
        if (statement.phase() != Phase.NEW_VIEW || view < 1 || statement.signer() != quorums.primary(view)) {
            return "it does not come from the view's primary";
        }
        if (message.changes().size() != quorums.quorum()) {
            return message.changes().size() + " VIEW-CHANGEs where " + quorums.quorum() + " open a view";
        }
        SortedSet<Integer> signers = new TreeSet<>();
        for (ViewChange change : message.changes()) {
            if (change.statement().view() != view) {
                return change.statement() + " is about another view";
            }
            if (!signers.add(change.statement().signer())) {
                return change.statement().signer() + " is counted twice";
            }
            String flaw = ViewChangeRules.flaw(change, quorums, config);
            if (flaw != null) {
                return change.statement() + ": " + flaw;
            }
        }
        return proposalsFlaw(message, context);
    }

    private static @Nullable String proposalsFlaw(NewView message, GroupContext context) {
        List<Reproposal> expected = reproposals(message.changes(), context);
        List<Statement> found = message.proposals();
        if (expected.size() != found.size()) {
            return found.size() + " proposals where " + expected.size() + " follow from the VIEW-CHANGEs";
        }
        for (int i = 0; i < found.size(); i++) {
            Statement proposal = found.get(i);
            Reproposal due = expected.get(i);
            if (proposal.signer() != message.statement().signer()
                    || !proposal.says(Phase.PRE_PREPARE, message.statement().view(), due.index(), due.digest())) {
                return proposal + " where " + due + " follows from the VIEW-CHANGEs";
            }
        }
        return null;
    }
}
