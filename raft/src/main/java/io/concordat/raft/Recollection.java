package io.concordat.raft;

import io.concordat.membership.Member;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.RecallReply;
import java.util.TreeMap;

/**
 * How much of its promises a replica remembers, and how it gets the rest back.
 *
 * <p>Short log: it knows what it promised, and votes only for those who hold it, until it holds it again. Amnesia:
 * it is
 * silent until one round has heard every other member (each term it may have voted in was known to a candidate, each
 * entry it
 * may have acknowledged stands in the log of that round's leader) and its log has passed that leader's last index.
 */
final class Recollection {
    private enum Degree {
        WHOLE,
        SHORT_LOG,
        AMNESIA
    }

    private final RaftCore core;
    private final TreeMap<Integer, RecallReply> heard = new TreeMap<>();
    private Degree degree = Degree.WHOLE;
    private LogTail floor = LogTail.EMPTY;
    private String reason = "";
    private long nonce;
    private long askAt;
    private long goal = -1;
    private long goalTerm;

    Recollection(RaftCore core, Recovery start) {
        this.core = core;
        if (start instanceof Recovery.ShortLog shortLog) {
            degree = Degree.SHORT_LOG;
            floor = new LogTail(shortLog.term(), shortLog.index(), io.concordat.bytes.Hash.ZERO);
        } else if (start instanceof Recovery.Amnesia amnesia) {
            forget(amnesia.reason());
        }
    }

    boolean amnesiac() {
        return degree == Degree.AMNESIA;
    }

    /** Whether this replica may ask for votes: its log holds everything it has acknowledged. */
    boolean mayStand() {
        return degree == Degree.WHOLE;
    }

    /** Whether a candidate whose log ends there holds everything this replica has acknowledged. */
    boolean mayFollow(long lastTerm, long lastIndex) {
        return degree == Degree.WHOLE
                || (degree == Degree.SHORT_LOG
                        && (lastTerm != floor.term() ? lastTerm > floor.term() : lastIndex >= floor.index()));
    }

    /** The highest index this replica knows it may have acknowledged. */
    long knownPromise() {
        return degree == Degree.SHORT_LOG ? floor.index() : 0;
    }

    void forget(String why) {
        degree = Degree.AMNESIA;
        reason = why;
        restart();
        askAt = 0;
    }

    private void restart() {
        heard.clear();
        nonce = 0;
        goal = -1;
    }

    /** Empty when whole; otherwise the degree, and what is being waited for. */
    String describe() {
        return switch (degree) {
            case WHOLE -> "";
            case SHORT_LOG -> "short log: refilling to entry " + floor.index() + " of term " + floor.term();
            case AMNESIA ->
                "amnesia (" + reason + "): "
                        + (goal < 0
                                ? "heard " + heard.size() + " of " + others() + " other members"
                                : "refilling to entry " + goal);
        };
    }

    private int others() {
        return core.log().configurations().current().members().size()
                - (core.log().configurations().isMember(core.self()) ? 1 : 0);
    }

    void tick() {
        if (degree != Degree.AMNESIA || (goal >= 0 && goalTerm == core.term())) {
            return;
        }
        if (goal >= 0) {
            restart(); // a new leader may have a shorter log than the one that answered
        }
        if (core.now() < askAt) {
            return;
        }
        askAt = core.now() + core.config().electionNanos() / 2;
        if (nonce == 0) {
            nonce = core.random().nextLong() | 1;
        }
        for (Member member : core.log().configurations().current().members()) {
            if (member.node() != core.self() && !heard.containsKey(member.node())) {
                core.out().send(member.node(), new RecallRequest(core.term(), nonce));
            }
        }
    }

    void received(int sender, RecallReply reply) {
        boolean member = core.log().configurations().isMember(sender) && sender != core.self();
        if (degree != Degree.AMNESIA || goal >= 0 || !member || reply.nonce() != nonce || reply.amnesiac()) {
            return;
        }
        heard.put(sender, reply);
        if (heard.size() < others()) {
            return;
        }
        long highest = 0;
        for (RecallReply each : heard.values()) {
            highest = Math.max(highest, each.term());
        }
        if (highest > core.term()) {
            core.adopt(highest);
        }
        for (RecallReply each : heard.values()) {
            if (each.leads() && each.term() == core.term()) {
                goal = each.index();
                goalTerm = each.term();
            }
        }
        if (goal < 0) {
            restart();
        }
    }

    /**
     * The log is durable, and known to equal the leader's, up to {@code matched}. Returns whether memory became
     * whole.
     */
    boolean refilled(long matched) {
        if (degree == Degree.SHORT_LOG) {
            LogTail tail = core.log().tail();
            if (tail.atLeast(floor.term(), floor.index()) && core.log().durable() >= tail.index()) {
                degree = Degree.WHOLE;
            }
            return false;
        }
        if (degree == Degree.AMNESIA && goal >= 0 && goalTerm == core.term() && matched >= goal) {
            degree = Degree.WHOLE;
            restart();
            return true;
        }
        return false;
    }
}
