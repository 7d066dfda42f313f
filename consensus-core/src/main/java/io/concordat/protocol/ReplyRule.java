package io.concordat.protocol;

import io.concordat.membership.Quorum;

/** Whose word a client takes for a result, and hence who takes its bundles and answers. */
public enum ReplyRule {
    /** The leader's: it alone takes bundles, and its reply is the result. */
    OF_LEADER,
    /**
     * That of f+1 members of 3f+1, who say the same: one of them is honest. Every member takes bundles, waits for them
     * to be executed, and answers.
     */
    OF_EQUALS;

    /** How many members must say the same. */
    public int equalReplies(int members) {
        return this == OF_LEADER ? 1 : Quorum.byzantineFaults(members) + 1;
    }

    public boolean everyMember() {
        return this == OF_EQUALS;
    }
}
