package io.concordat.raft;

import io.concordat.protocol.DurableImage;
import io.concordat.protocol.Message;
import io.concordat.protocol.PromiseRules;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.raft.RaftMessage.VoteReply;
import org.jspecify.annotations.Nullable;

/**
 * What must be synced before a message may leave. A later term on the disk supports any older promise: whoever has
 * sworn to
 * a later term can neither vote nor acknowledge in an older one again.
 */
final class RaftPromises implements PromiseRules {
    @Override
    public boolean concerns(int kind) {
        return kind == RequestVote.KIND || kind == VoteReply.KIND || kind == AppendReply.KIND;
    }

    @Override
    public @Nullable String broken(int sender, Message message, DurableImage image) {
        if (message instanceof RequestVote m) {
            return vote(m.term(), sender, image);
        }
        if (message instanceof VoteReply m && m.granted()) {
            return vote(m.term(), m.candidate(), image);
        }
        if (message instanceof AppendReply m && m.verdict() == Verdict.ACCEPTED) {
            return acknowledgement(m, image);
        }
        return null;
    }

    private static @Nullable String vote(long term, int candidate, DurableImage image) {
        long synced = image.hardState().term();
        if (synced > term || (synced == term && image.hardState().vote() == candidate)) {
            return null;
        }
        return "a vote for " + candidate + " in term " + term + " rests on " + image.hardState();
    }

    private static @Nullable String acknowledgement(AppendReply m, DurableImage image) {
        if (image.hardState().term() > m.term()) {
            return null;
        }
        if (image.hardState().term() < m.term()) {
            return "an acknowledgement in term " + m.term() + " rests on " + image.hardState();
        }
        if (m.index() <= image.compactedTo()) {
            return null; // what a snapshot stands for was committed: it is what was acknowledged
        }
        boolean held = m.at().hash().equals(image.hashAt(m.index())) && image.termAt(m.index()) == m.at().term();
        return held ? null : "entry " + m.index() + " of term " + m.at().term() + " is acknowledged but not synced";
    }
}
