package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.crypto.Verifier;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import org.jspecify.annotations.Nullable;

/**
 * All that somebody outside needs to judge a proof: whose signatures count, and for what group. Thread-safe if the
 * verifier is.
 */
public record Witnesses(GroupContext context, Membership members, Verifier verifier, Limits limits) {
    /** The key enrolled for a node, null for none. */
    public @Nullable Bytes key(int node) {
        return members.member(node).map(Member::publicKey).orElse(null);
    }
}
