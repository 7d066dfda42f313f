package io.concordat.log;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.membership.Membership;

/** The one place that knows how entries are linked: an entry's hash covers everything before it. */
public final class LogChain {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/chain/1\n");

    private LogChain() {}

    public static Hash link(Hash previous, long term, Hash batchDigest) {
        return Hash.of(DOMAIN, previous.bytes(), new ByteWriter(8).u64(term).toBytes(), batchDigest.bytes());
    }

    public static LogEntry append(Hash previous, long term, Batch batch, GroupContext context) {
        return new LogEntry(term, link(previous, term, batch.digest(context)), batch);
    }

    /**
     * Entry 1, term 0: the configuration every member starts from. Every replica writes the same bytes, so it is
     * committed by construction.
     */
    public static LogEntry genesis(GroupContext context, Membership membership) {
        return append(Hash.ZERO, 0, Batch.configuration(1, 0, 0, membership), context);
    }
}
