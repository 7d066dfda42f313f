package io.concordat.pbft;

import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.membership.Quorum;
import java.util.List;

/**
 * Who the members are, and how many of them it takes: the one place in this module that counts. Of n members at most
 * f = (n-1)/3 are Byzantine; two quorums share more than f members, hence an honest one.
 */
record Quorums(List<Integer> members) {
    Quorums {
        members = List.copyOf(members);
    }

    static Quorums of(Membership membership) {
        return new Quorums(membership.members().stream().map(Member::node).toList());
    }

    int size() {
        return members.size();
    }

    /** How many may lie. */
    int faults() {
        return Quorum.byzantineFaults(size());
    }

    /** The fewest such that two sets of them share f+1 members: 2f+1 of 3f+1. */
    int quorum() {
        return (size() + faults()) / 2 + 1;
    }

    /** PREPAREs that, with the primary's PRE-PREPARE, make a quorum. */
    int prepares() {
        return quorum() - 1;
    }

    /** The fewest among whom somebody is honest: f+1. */
    int oneHonest() {
        return faults() + 1;
    }

    boolean contains(int node) {
        return members.contains(node);
    }

    /** Views go round the members. */
    int primary(long view) {
        return members.get((int) (view % size()));
    }
}
